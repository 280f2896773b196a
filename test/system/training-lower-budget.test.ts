import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, expect, it, onTestFinished } from 'vitest'
import { builtInInstance } from '../../instances/folders.ts'
import { sampleUniform } from '../../space/sample.ts'
import type { Space } from '../../space/space.ts'
import { FEATURE_COUNT, FEATURES, featuresOf } from '../../surrogate/features/features.ts'
import { openPredictor } from '../../surrogate/predictor.ts'
import { fitMany } from '../../training/fit-many.ts'
import { coordinates, standardisationOf } from '../../training/gaussian-process/kernel.ts'
import { innerFolds } from '../../training/left-out.ts'
import { fitLowerBudget, type LowerFits, predictLowerBudget } from '../../training/lower-budget.ts'
import { type BudgetModel, type MeasureModel, predictBudget } from '../../training/model.ts'
import { exportSurrogate } from '../../training/onnx/export-surrogate.ts'
import { normal, randomOf } from '../../training/random.ts'
import type { MeasureTarget } from '../../training/targets.ts'
import { testSpace } from '../support/space.ts'

const COUNTS = { lower: 220, own: 90, asked: 200 }
const NEAR = new Uint8Array(COUNTS.asked).fill(1)
const measure = { metric: 'overallAccuracy', split: 'validation', halfway: false } as const

let space: Space
let asked: Float32Array
beforeAll(async () => {
  space = await testSpace()
  asked = featuresOf(space, sampleUniform(space, COUNTS.asked, 5))
})

// Rough enough that few noisy values do not tell it.
function truths(features: Float32Array): Float64Array {
  const of = (name: string, row: number) =>
    features[row * FEATURE_COUNT + FEATURES.findIndex((f) => f.name === name)] as number
  return Float64Array.from(
    { length: features.length / FEATURE_COUNT },
    (_, row) =>
      Math.sin(1.7 * of('vertices of 0', row)) +
      Math.sin(1.7 * of('vertices of 1', row) + 1) +
      Math.cos(1.3 * of('edges', row)),
  )
}

function correlationOf(left: Float64Array, right: Float64Array): number {
  const mean = (values: Float64Array) => values.reduce((sum, v) => sum + v, 0) / values.length
  const product = (a: Float64Array, b: Float64Array) =>
    mean(a.map((v, at) => (v - mean(a)) * ((b[at] as number) - mean(b))))
  return product(left, right) / Math.sqrt(product(left, left) * product(right, right))
}

/** A smooth function with noise at both budgets, less of it and more architectures at the lower. */
function budget(ids: Int32Array, noise: number) {
  const features = featuresOf(space, ids)
  const standardisation = standardisationOf(features)
  const random = randomOf(1, 'lower budget', ids.length)
  const values = truths(features).map((value) => value + noise * normal(random))
  const target: MeasureTarget = {
    measure,
    unit: 'fraction',
    transform: { kind: 'identity', least: 0, most: 1 },
    centre: 0.9,
    spread: 0.01,
    rows: Int32Array.from(ids.keys()),
    values,
    published: Array.from(values, (value) => Float64Array.of(0.9 + 0.01 * value)),
    noiseShares: new Float64Array(ids.length).fill(1),
    noiseShareOfRun: 1,
    runVariance: null,
    runs: 1,
  }
  const groups = new Int32Array(ids.length).fill(-1)
  const rows = coordinates(features, standardisation)
  const context = { instance: builtInInstance('cifar10'), rows, groups, standardisation, seed: 1 }
  const [fit] = fitMany([target], context)
  if (fit === undefined) throw new Error('no fit')
  return { fit, context: { ...context, features, architectureIds: ids } }
}

function fitBoth() {
  const ids = Int32Array.from(sampleUniform(space, COUNTS.lower, 3)).sort()
  const lower = budget(ids, 0.1)
  // Some of the architectures at the lower budget, and some that were not trained there.
  const others = Int32Array.from(sampleUniform(space, COUNTS.own / 2, 4))
  const own = budget(Int32Array.from([...ids.slice(0, COUNTS.own / 2), ...others]).sort(), 0.8)
  const { target } = lower.fit
  const folds = innerFolds(lower.context.groups, 1)
  const process = { target, posterior: lower.fit.posterior(), leftOut: lower.fit.leftOut(folds) }
  const fits: LowerFits = { epochs: 36, architectureIds: ids, processes: [process] }
  return { own, fits, process, lower }
}

let fitted: ReturnType<typeof fitBoth> | undefined

/** Fitted once: no test changes what it is given. */
function bothBudgets() {
  fitted ??= fitBoth()
  return fitted
}

it('a mean given the lower budget knows what only that has seen', { timeout: 60_000 }, () => {
  const { own, fits } = bothBudgets()
  const [given] = fitLowerBudget([own.fit], fits, own.context)
  if (!given) throw new Error('nothing given')
  const truth = truths(asked)
  const alone = predictBudget(modelOf(own, null), asked, NEAR).means[0] as Float64Array
  const coKriged = predictLowerBudget(given.model, asked)
  expect(given.model.epochs).toBe(36)
  const missing = (means: Float64Array) => 1 - correlationOf(means, truth)
  expect(missing(coKriged)).toBeLessThan(missing(alone) / 2)
})

it('takes what was left out at the lower budget for architectures that were trained there', {
  timeout: 60_000,
}, () => {
  const { own, fits, process } = bothBudgets()
  const place = new Map(Array.from(fits.architectureIds, (id, at) => [id, at]))
  const { target } = own.fit
  const shared = Array.from(own.context.architectureIds, (id) => place.get(id))
  // As if the lower budget, of left-out architectures, said exactly twice what this one does.
  const means = process.leftOut.means.slice()
  for (const [row, at] of shared.entries()) {
    if (at !== undefined) means[at] = 2 * (target.values[row] as number)
  }
  const leftOut = { ...process.leftOut, means }
  const coKriged = { ...fits, processes: [{ ...process, leftOut }] }
  const folds = innerFolds(own.context.groups, 1)
  const errors = (given: LowerFits) => {
    const said = fitLowerBudget([own.fit], given, own.context)[0]?.leftOut(folds) ?? []
    const differences = shared.flatMap((at, row) =>
      at === undefined ? [] : [Math.abs((said[row] as number) - (target.values[row] as number))],
    )
    return differences.reduce((sum, value) => sum + value, 0) / differences.length
  }
  expect(errors(coKriged)).toBeLessThan(errors(fits) / 2)
})

it('adds nothing to another measure, nor to one of few architectures', () => {
  const { own, fits } = bothBudgets()
  const other = { ...own.fit.target, measure: { ...measure, split: 'test' as const } }
  expect(fitLowerBudget([{ ...own.fit, target: other }], fits, own.context)).toEqual([null])
  const additive = { ...own.fit.baseKernel, kind: 'additive' as const }
  expect(fitLowerBudget([{ ...own.fit, baseKernel: additive }], fits, own.context)).toEqual([null])
})

type Budget = ReturnType<typeof budget>

function modelOf({ fit, context }: Budget, lower: MeasureModel['lower']): BudgetModel {
  const { target, baseKernel, factor, name } = fit
  const { centre, spread, transform } = target
  const { conditioning } = fit
  const own = { measure, transform, centre, spread, baseKernel, factor, kernel: name, conditioning }
  const posterior = fit.posterior()
  const rows = target.rows.length
  const model: MeasureModel = {
    ...own,
    posterior,
    trees: null,
    lower,
    nugget: 0.1,
    noise: fit.noise,
    isNoiseMeasured: false,
    runs: 1,
    support: [1.1, 1.1, 1.1],
    skill: 0.5,
    leftOut: { architectureIds: Int32Array.of(), means: Float64Array.of() },
    rows,
  }
  const epochs = lower === null ? 36 : 108
  return {
    epochs,
    standardisation: context.standardisation,
    measures: [model],
    correlations: [[1]],
    architectureIds: context.architectureIds,
  }
}

it('predicts in ONNX Runtime what it predicts here, beside the lower budget', {
  timeout: 60_000,
}, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'eo-nas-bench-lower-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const { own, fits, process, lower } = bothBudgets()
  const [given] = fitLowerBudget([own.fit], fits, own.context)
  if (!given) throw new Error('nothing given')
  const low = modelOf(lower, null)
  const first = {
    ...low,
    measures: low.measures.map((m) => ({ ...m, posterior: process.posterior })),
  }
  const budgets = [first, modelOf(own, given.model)]
  const path = join(folder, 'both.onnx')
  const bytes = exportSurrogate('both', budgets)
  writeFileSync(path, bytes)
  const predictor = await openPredictor({ path })
  const { means, standardDeviations } = await predictor.predict(
    asked,
    new Float32Array(2 * COUNTS.asked).fill(1),
  )
  await predictor.close()
  for (const [column, budgetModel] of budgets.entries()) {
    const expected = predictBudget(budgetModel, asked, NEAR)
    const deviations = expected.standardDeviations[0] as Float64Array
    for (const [row, mean] of (expected.means[0] as Float64Array).entries()) {
      const deviation = deviations[row] as number
      const at = row * 2 + column
      expect(Math.abs((means[at] as number) - mean) / deviation).toBeLessThan(2e-3)
      expect((standardDeviations[at] as number) / deviation).toBeCloseTo(1, 3)
    }
  }
  // The process at the lower budget is written, and computed, once.
  const alone =
    exportSurrogate('one', [first]).length +
    exportSurrogate('one', [budgets[1] as BudgetModel]).length
  expect(bytes.length).toBeLessThan(alone - 4 * COUNTS.lower * FEATURE_COUNT)
})
