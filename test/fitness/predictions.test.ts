import { expect, test } from 'vitest'
import type { Instance } from '../../fitness/instance.ts'
import { measuresOf } from '../../fitness/measure.ts'
import { metricValues } from '../../fitness/metric-values.ts'
import { packPredictions } from '../../fitness/packed-predictions.ts'
import type { PredictionTable } from '../../fitness/prediction-table.ts'
import { openPredictions } from '../../fitness/predictions.ts'
import { plainInstance, testInstance } from '../support/served.ts'

const FINAL = { halfway: false, form: metricValues }
const HALFWAY = { halfway: true, form: metricValues }

const size = 8

/** The same mean and deviation for every architecture and measure. */
function flat(instance: Instance, mean: number, deviation: number): PredictionTable {
  const measures = measuresOf(instance)
  return {
    epochs: 12,
    measures,
    means: measures.map(() => new Float32Array(size).fill(mean)),
    standardDeviations: measures.map(() => new Float32Array(size).fill(deviation)),
  }
}

test('means and deviations come in the shape of the metrics, as the single numbers they are', () => {
  const predictions = openPredictions(testInstance, packPredictions(flat(testInstance, 0.1, 0.3)))
  const shape = (value: number) => ({
    overallAccuracy: { train: value, validation: value, test: value },
    latencyMs: value,
  })
  expect(predictions.meansOf(3, FINAL)).toStrictEqual(shape(Math.fround(0.1)))
  expect(predictions.deviationsOf(3, FINAL)).toStrictEqual(shape(Math.fround(0.3)))
  expect(predictions.epochs).toBe(12)
})

test('measures that were not predicted are null in the mean, the deviation and the draw', () => {
  const table = flat(testInstance, 0.1, 0.3)
  const kept = table.measures.findIndex(({ split }) => split === 'test')
  const pick = <T>(list: readonly T[]) => list.slice(kept, kept + 1)
  const predictions = openPredictions(
    testInstance,
    packPredictions({
      epochs: 12,
      measures: pick(table.measures),
      means: pick(table.means),
      standardDeviations: pick(table.standardDeviations),
    }),
  )
  const shown = (test_: unknown) => ({
    overallAccuracy: { train: null, validation: null, test: test_ },
    latencyMs: null,
  })
  expect(predictions.meansOf(0, FINAL)).toStrictEqual(shown(Math.fround(0.1)))
  expect(predictions.deviationsOf(0, FINAL)).toStrictEqual(shown(Math.fround(0.3)))
  expect(predictions.draws(1, FINAL)(0)).toStrictEqual(shown(expect.any(Number)))
  const halfway = { overallAccuracy: { train: null, validation: null, test: null } }
  expect(predictions.meansOf(0, HALFWAY)).toStrictEqual(halfway)
  expect(predictions.draws(1, HALFWAY)(0)).toStrictEqual(halfway)
})

test('draws stay in the range of their metric', () => {
  const values = { accuracy: [] as number[], latency: [] as number[], kappa: [] as number[] }
  const wide = openPredictions(testInstance, packPredictions(flat(testInstance, 0.5, 3)))
  const plain = openPredictions(plainInstance, packPredictions(flat(plainInstance, 0, 3)))
  for (let seed = 0; seed < 200; seed++) {
    const { overallAccuracy, latencyMs } = wide.draws(seed, FINAL)(1)
    values.accuracy.push((overallAccuracy as { test: number }).test)
    values.latency.push(latencyMs as number)
    values.kappa.push((plain.draws(seed, FINAL)(1)['kappa'] as { test: number }).test)
  }
  const range = (numbers: number[]) => [Math.min(...numbers), Math.max(...numbers)]
  expect(range(values.accuracy)).toStrictEqual([0, 1])
  expect(range(values.kappa)).toStrictEqual([-1, 1])
  expect(range(values.latency)).toStrictEqual([0, expect.any(Number)])
  expect(Math.max(...values.latency)).toBeGreaterThan(3)
})

test('draws over many seeds have the mean and the standard deviation that are stated', () => {
  const predictions = openPredictions(testInstance, packPredictions(flat(testInstance, 0.6, 0.05)))
  const count = 20_000
  const draws = Array.from({ length: count }, (_, seed) => {
    const { overallAccuracy } = predictions.draws(seed, FINAL)(5)
    return (overallAccuracy as { test: number }).test
  })
  const mean = draws.reduce((sum, one) => sum + one, 0) / count
  const variance = draws.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (count - 1)
  expect(Math.abs(mean - 0.6)).toBeLessThan((5 * 0.05) / Math.sqrt(count))
  expect(Math.abs(Math.sqrt(variance) - 0.05)).toBeLessThan((5 * 0.05) / Math.sqrt(2 * count))
  expect(draws.every((one) => Math.fround(one) === one)).toBe(true)
})

test('a table that lacks a column is refused by name', () => {
  const table = { ...flat(plainInstance, 0, 1), standardDeviations: [] }
  expect(() => packPredictions(table)).toThrow('The predictions at 12 epochs lack kappa.test')
})
