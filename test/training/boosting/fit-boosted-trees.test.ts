import { expect, it } from 'vitest'
import { FEATURE_COUNT } from '../../../surrogate/features/features.ts'
import { predictBoostedTrees } from '../../../training/boosting/boosted-trees.ts'
import { fitBoostedTrees } from '../../../training/boosting/fit-boosted-trees.ts'
import { normal, randomOf } from '../../../training/random.ts'
import type { MeasureTarget } from '../../../training/targets.ts'

const COUNT = 200
/** Nothing but noise, so that only a model that saw a row can tell its value. */
const random = randomOf(1, 'noise')
const features = Float32Array.from({ length: COUNT * FEATURE_COUNT }, (_, at) =>
  at % FEATURE_COUNT < 3 ? normal(random) : 0,
)
const targetOf = (count: number) =>
  ({
    rows: Int32Array.from({ length: count }, (_, row) => row),
    values: Float64Array.from({ length: count }, () => normal(random)),
    noiseShares: new Float64Array(count).fill(1),
  }) as unknown as MeasureTarget
const folds = Int32Array.from({ length: COUNT }, (_, row) => row % 4)
const given = { features, folds, processLeftOut: new Float64Array(COUNT), seed: 1 }

function correlation(left: Float64Array, right: Float64Array): number {
  const centred = (values: Float64Array) => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    return values.map((value) => value - mean)
  }
  const inner = (a: Float64Array, b: Float64Array) =>
    a.reduce((sum, value, at) => sum + value * (b[at] as number), 0)
  const [a, b] = [centred(left), centred(right)]
  return inner(a, b) / Math.sqrt(inner(a, a) * inner(b, b))
}

it('what is left out was not seen, while the trees themselves have seen every row', () => {
  const target = targetOf(COUNT)
  const fitted = fitBoostedTrees(target, given)
  if (fitted === null) throw new Error('No trees')
  const seen = predictBoostedTrees(fitted.trees, features)
  expect(correlation(seen, target.values)).toBeGreaterThan(0.5)
  expect(Math.abs(correlation(fitted.leftOut, target.values))).toBeLessThan(0.25)
})

it.each([199, 4001])('%i rows get no trees: too few or too many', (count) => {
  expect(fitBoostedTrees(targetOf(count), given)).toBeNull()
})

it('more than 2,000 rows get trees where these come nearer to what was left out, and only there', () => {
  const count = 2001
  const many = Float32Array.from({ length: count * FEATURE_COUNT }, (_, at) =>
    at % FEATURE_COUNT === 0 ? normal(random) : 0,
  )
  const steps = Float64Array.from({ length: count }, (_, row) =>
    Math.sign(many[row * FEATURE_COUNT] as number),
  )
  const target = { ...targetOf(count), values: steps } as MeasureTarget
  const own = { ...given, features: many, folds: Int32Array.from(steps.keys(), (row) => row % 2) }
  expect(
    fitBoostedTrees(target, { ...own, processLeftOut: new Float64Array(count) }),
  ).not.toBeNull()
  expect(fitBoostedTrees(target, { ...own, processLeftOut: steps })).toBeNull()
})
