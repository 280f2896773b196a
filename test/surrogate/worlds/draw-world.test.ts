import { createHash } from 'node:crypto'
import { beforeAll, expect, test } from 'vitest'
import type { Space } from '../../../space/space.ts'
import { onlyMeasure } from '../../../study/footprint/worlds-problem.ts'
import { FEATURE_COUNT, featuresOf } from '../../../surrogate/features/features.ts'
import { completed } from '../../../surrogate/worlds/completed.ts'
import { deviationsAt, drawWorld } from '../../../surrogate/worlds/draw-world.ts'
import { deviationsOf } from '../../../surrogate/worlds/whole-world.ts'
import { type OpenBudget, openBudget, writeRow } from '../../../surrogate/worlds/world-model.ts'
import { exactCovariance } from '../../../training/exact-covariance.ts'
import { testSpace } from '../../support/space.ts'
import { openSmallBudget, smallWorldBudget } from '../../support/world-model.ts'

const WORLDS = 256

let budget: OpenBudget
let space: Space

beforeAll(async () => {
  budget = await openSmallBudget()
  space = await testSpace()
})

function rowsOf(ids: readonly number[]): Float64Array[] {
  const features = featuresOf(space, ids)
  return ids.map((_, at) => {
    const out = new Float64Array(FEATURE_COUNT)
    writeRow(budget, features, { at: at * FEATURE_COUNT, out })
    return out
  })
}

test('the covariance of worlds is the exact posterior’s, within what their number explains', async () => {
  const ids = Array.from({ length: 40 }, (_, at) => at * 10_007)
  const rows = rowsOf(ids)
  const { budget: file } = await smallWorldBudget()
  const rowFeatures = featuresOf(space, file.processes[file.measures[1]?.process ?? 0]?.rows ?? [])
  const exact = exactCovariance(file, 1, { features: featuresOf(space, ids), rowFeatures })
  const out = new Float64Array(budget.measures.length)
  const drawn = Array.from({ length: WORLDS }, (_, seed) => {
    const draw = drawWorld(budget, seed)
    return rows.map((row) => {
      deviationsAt(budget, draw, { row, out })
      return out[1] as number
    })
  })
  const count = ids.length
  let [difference, size, trace] = [0, 0, 0]
  for (let i = 0; i < count; i++) {
    trace += exact[i * count + i] as number
    for (let j = 0; j < count; j++) {
      let sum = 0
      for (const world of drawn) sum += (world[i] as number) * (world[j] as number)
      const entry = exact[i * count + j] as number
      difference += (sum / WORLDS - entry) ** 2
      size += entry ** 2
    }
  }
  // Of normal draws the expected square is (trace² + Frobenius²) / draws.
  const expected = Math.sqrt((trace ** 2 + size) / WORLDS)
  expect(Math.sqrt(difference) / expected).toBeGreaterThan(0.5)
  expect(Math.sqrt(difference) / expected).toBeLessThan(1.5)
})

test('a world has the same bits whether architectures are asked for one by one or all together', () => {
  const draw = drawWorld(budget, 7)
  const [from, to] = [200_000, 200_300]
  const steps = deviationsOf(budget, draw, { space, from, to })
  let step = steps.next()
  while (step.done !== true) step = steps.next()
  const ids = Array.from({ length: to - from }, (_, at) => to - 1 - at)
  const out = new Float64Array(budget.measures.length)
  for (const [at, row] of rowsOf(ids).entries()) {
    deviationsAt(budget, draw, { row, out })
    for (const [measure, value] of out.entries()) {
      expect(step.value[measure]?.[to - from - 1 - at]).toBe(value)
    }
  }
})

test('a measure that is drawn alone has the values that it has among all', async () => {
  const { budget: file, correlations } = await smallWorldBudget()
  const ids = Array.from({ length: 20 }, (_, at) => at * 20_011)
  const out = new Float64Array(budget.measures.length)
  const own = new Float64Array(1)
  for (const [place, measure] of budget.measures.entries()) {
    const only = onlyMeasure(file, measure)
    if (only === null) throw new Error('The model lost a measure')
    const context = { instance: 'test', space, correlations, among: budget.measures }
    const alone = completed(openBudget(only, context))
    const [draw, whole] = [drawWorld(alone, 5), drawWorld(budget, 5)]
    for (const row of rowsOf(ids)) {
      deviationsAt(budget, whole, { row, out })
      deviationsAt(alone, draw, { row, out: own })
      expect(own[0]).toBe(out[place])
    }
  }
})

test('the bits of a world do not change', () => {
  const draw = drawWorld(budget, 3)
  const digest = createHash('sha256')
  for (const row of rowsOf([0, 1, 1000, 123_456, 423_623])) {
    const out = new Float64Array(budget.measures.length)
    deviationsAt(budget, draw, { row, out })
    digest.update(out)
  }
  expect(digest.digest('hex').slice(0, 16)).toBe('4fc22bb81cbc301e')
})

test('worlds differ by their seeds, and the measures of one deviate together', () => {
  const ids = Array.from({ length: 100 }, (_, at) => 17 + at * 4001)
  const rows = rowsOf(ids)
  const out = new Float64Array(budget.measures.length)
  const of = (seed: number) => {
    const draw = drawWorld(budget, seed)
    return rows.map((row) => {
      deviationsAt(budget, draw, { row, out })
      return [...out]
    })
  }
  const [first, second] = [of(1), of(2)]
  expect(first[0]).not.toEqual(second[0])
  // Of train and test accuracy of the same trainings, which correlate by .99.
  let [product, left, right] = [0, 0, 0]
  for (const [a = 0, b = 0] of [...first, ...second]) {
    product += a * b
    left += a * a
    right += b * b
  }
  expect(product / Math.sqrt(left * right)).toBeGreaterThan(0.95)
})
