import { beforeAll, describe, expect, it } from 'vitest'
import { measuresOf } from '../../fitness/measure.ts'
import type { Space } from '../../space/space.ts'
import type { MeasureEvaluation, Protocol } from '../../surrogate/card.ts'
import { FEATURE_COUNT } from '../../surrogate/features/features.ts'
import { evaluate, hasGroups } from '../../training/evaluation/evaluate.ts'
import type { FoldContext, FoldData } from '../../training/evaluation/fold.ts'
import { describeProtocol, reportLines } from '../../training/evaluation/report.ts'
import { foldsHere } from '../../training/evaluation/run-folds.ts'
import type { FitSurrogate } from '../../training/model.ts'
import { normal, randomOf } from '../../training/random.ts'
import { PLAIN_RECIPE } from '../../training/recipe.ts'
import type { Distances } from '../../training/target-fit.ts'
import { type TrainingSet, trainingData } from '../../training/training-set.ts'
import { testDistances } from '../support/distances.ts'
import { testSpace } from '../support/space.ts'
import { fitLine } from '../training/fit-line.ts'
import { TEST_INSTANCE, tableOf } from '../training/instance.ts'

let space: Space
let distancesFrom: Distances
beforeAll(async () => {
  space = await testSpace()
  distancesFrom = await testDistances()
})

const ROWS = 120
const BY_GROUP: Protocol = { by: 'group', folds: 3, repeats: 2, trainSize: null, testSize: null }
const BY_ROW: Protocol = { ...BY_GROUP, by: 'row' }

// Accuracies that a feature tells, a time that is noise and that few architectures have.
const random = randomOf(1, 'evaluate')
const feature = Float32Array.from({ length: ROWS }, () => normal(random))
// The first feature of all tells; the others are constant.
function features(first: Float32Array): Float32Array {
  const all = new Float32Array(first.length * FEATURE_COUNT)
  for (const [row, value] of first.entries()) all[row * FEATURE_COUNT] = value
  return all
}
const table = tableOf(
  108,
  Array.from({ length: ROWS }, (_, at) => {
    const value = 0.9 + 0.01 * (feature[at] as number)
    return [at * 3000, [value, 1 - value, at < 30 ? 100 + normal(random) : Number.NaN]] as const
  }),
)
const groups = Int32Array.from({ length: ROWS }, (_, at) => at % 12)
const data = trainingData(
  [{ instance: 'made-up', tables: [{ table, groups }] }],
  measuresOf(TEST_INSTANCE),
)
const folds: FoldData[] = data.sets.map((set) => ({
  set,
  lower: null,
  features: features(feature),
  featureCount: FEATURE_COUNT,
  parameters: new Float32Array(ROWS),
}))

function evaluated(protocol: Protocol, fitSurrogate: FitSurrogate = fitLine, seed = 1) {
  const context: FoldContext = {
    instance: TEST_INSTANCE,
    recipe: PLAIN_RECIPE,
    space,
    distancesFrom,
    fitSurrogate,
  }
  const input = { instance: TEST_INSTANCE, data, folds, protocol, seed }
  return evaluate(input, { run: foldsHere(context) })
}

function figure(measure: MeasureEvaluation | undefined, model: string, name: 'tau' | 'rSquared') {
  return measure?.models.find((each) => each.model === model)?.pooled[name].value ?? null
}

describe('evaluate', () => {
  it('gives each measure, every model and the baselines beside it', async () => {
    const { measures } = await evaluated(BY_GROUP)
    expect(measures.map(({ measure, architectures }) => [measure, architectures])).toEqual([
      ['overallAccuracy.validation', ROWS],
      ['overallAccuracy.test', ROWS],
      ['trainingTimeS', 30],
    ])
    const [validation] = measures
    expect(validation?.models.map(({ model }) => model)).toEqual([
      'surrogate',
      'random forest',
      'parameters',
      'mean',
    ])
    expect(figure(validation, 'random forest', 'tau')).toBeGreaterThan(0.9)
    expect(Math.abs(figure(validation, 'surrogate', 'tau') ?? 1)).toBeLessThan(0.5)
    expect(figure(validation, 'mean', 'tau')).toBeNull()
    expect(figure(validation, 'mean', 'rSquared')).toBeLessThan(0)
    expect(validation?.ceilings.map(({ kind }) => kind)).toEqual(['closest pairs', 'other split'])
    // What the feature tells without noise has closest pairs that differ by next to nothing.
    expect(validation?.ceilings[0]?.tau).toBeGreaterThan(0.9)
    expect(validation?.ceilings[1]).toMatchObject({ tau: -1, architectures: ROWS })
  })

  it('fits on the training rows of a fold alone, and never parts a group', async () => {
    const seen: { trained: Set<number>; groups: Set<number>; asked: number[] }[] = []
    const watching: FitSurrogate = (set, lower, context) => {
      const asked: number[] = []
      seen.push({ trained: new Set(set.architectureIds), groups: new Set(set.groups), asked })
      const fitted = fitLine(set, lower, context)
      return {
        predict: (ids) => {
          asked.push(...Array.from(ids))
          return fitted.predict(ids)
        },
      }
    }
    await evaluated(BY_GROUP, watching)
    expect(seen).toHaveLength(6)
    for (const { trained, groups: trainedGroups, asked } of seen) {
      expect(trained.size + asked.length).toBe(ROWS)
      for (const id of asked) {
        expect(trained).not.toContain(id)
        expect(trainedGroups).not.toContain((id / 3000) % 12)
      }
    }
  })

  it('shows the surrogate the lower budget without what it is tested on', async () => {
    const seen: { lower: Set<number>; asked: number[] }[] = []
    const watching: FitSurrogate = (set, lower, context) => {
      expect(lower?.epochs).toBe(36)
      const asked: number[] = []
      seen.push({ lower: new Set(lower?.architectureIds), asked })
      const fitted = fitLine(set, null, context)
      return {
        predict: (ids) => {
          asked.push(...Array.from(ids))
          return fitted.predict(ids)
        },
      }
    }
    const context: FoldContext = {
      instance: TEST_INSTANCE,
      recipe: PLAIN_RECIPE,
      space,
      distancesFrom,
      fitSurrogate: watching,
    }
    const both = folds.map((own) => ({ ...own, lower: { ...own.set, epochs: 36 } }))
    const input = { instance: TEST_INSTANCE, data, folds: both, protocol: BY_ROW, seed: 1 }
    await evaluate(input, { run: foldsHere(context) })
    expect(seen.length).toBeGreaterThan(1)
    for (const { lower, asked } of seen) {
      expect(lower.size + asked.length).toBe(ROWS)
      for (const id of asked) expect(lower).not.toContain(id)
    }
  })

  it('is the same with the same seed, and has other folds with another', async () => {
    const once = { ...BY_ROW, folds: 2, repeats: 1 }
    const first = await evaluated(once)
    expect(await evaluated(once)).toEqual(first)
    expect((await evaluated(once, fitLine, 2)).measures).not.toEqual(first.measures)
  })

  it('leaves out a measure that too few of the training rows have', async () => {
    const protocol: Protocol = {
      ...BY_ROW,
      by: 'hold-out',
      folds: null,
      trainSize: 20,
      testSize: 50,
    }
    const { measures } = await evaluated({ ...protocol, repeats: 1 })
    expect(measures.map(({ measure }) => measure)).not.toContain('trainingTimeS')
    expect(measures.map(({ architectures }) => architectures)).toEqual([50, 50])
  })

  it('tells in words what was done, and the same figures in tables', async () => {
    const evaluation = await evaluated({ ...BY_GROUP, folds: 2 })
    expect(describeProtocol(evaluation)).toBe('2 folds by sample group, 2 repeats')
    const lines = reportLines(evaluation)
    expect(lines[0]).toBe('2 folds by sample group, 2 repeats, seed 1')
    const tau = figure(evaluation.measures[0], 'random forest', 'tau') ?? 0
    const row = lines.filter((line) => line.startsWith('| overallAccuracy.validation')).at(-2)
    expect(row).toContain(tau.toFixed(3))
    expect(row).toContain('-1.000 (other split)')
    // A cell has as many columns as the head.
    const columns = lines
      .filter((line) => line.startsWith('|'))
      .map((line) => line.split('|').length)
    expect(new Set(columns).size).toBe(3)
  })

  it('counts groups of a set to tell whether folds can be made of them', () => {
    const [set] = data.sets as [TrainingSet]
    expect(hasGroups(set, 12)).toBe(true)
    expect(hasGroups(set, 13)).toBe(false)
    expect(hasGroups({ ...set, groups: new Int32Array(ROWS).fill(-1) }, 2)).toBe(false)
  })
})
