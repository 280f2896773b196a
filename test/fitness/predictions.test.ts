import { expect, test } from 'vitest'
import type { Distribution } from '../../fitness/distribution.ts'
import type { Instance } from '../../fitness/instance.ts'
import { measureName, measuresOf } from '../../fitness/measure.ts'
import { metricValues } from '../../fitness/metric-values.ts'
import { packPredictions } from '../../fitness/packed-predictions.ts'
import type { PredictionTable } from '../../fitness/prediction-table.ts'
import { openPredictions } from '../../fitness/predictions.ts'
import { plainInstance, testInstance } from '../support/served.ts'

const FINAL = { halfway: false, form: metricValues }
const HALFWAY = { halfway: true, form: metricValues }

const size = 8
const NORMAL: Distribution = { family: 'normal', noise: 0.01, least: 0, most: 1, runs: 4 }

/** The same mean, deviation and distribution for every architecture and measure. */
function flat(
  instance: Instance,
  mean: number,
  deviation: number,
  distribution: Distribution = NORMAL,
): PredictionTable {
  const measures = measuresOf(instance)
  return {
    epochs: 12,
    measures,
    means: measures.map(() => new Float32Array(size).fill(mean)),
    standardDeviations: measures.map(() => new Float32Array(size).fill(deviation)),
    distributions: measures.map(() => distribution),
    correlations: measures.map((_, row) => measures.map((__, at) => (row === at ? 1 : 0))),
    nearestMeasured: Uint8Array.from({ length: size }, (_, id) => id),
  }
}

const open = (table: PredictionTable, instance = testInstance) =>
  openPredictions(instance, packPredictions(table))

test('means and deviations come in the shape of the metrics, as the single numbers they are', () => {
  const predictions = open(flat(testInstance, 0.1, 0.3))
  const shape = (value: number) => ({
    overallAccuracy: { train: value, validation: value, test: value },
    latencyMs: value,
  })
  expect(predictions.meansOf(3, FINAL)).toStrictEqual(shape(Math.fround(0.1)))
  expect(predictions.deviationsOf(3, FINAL, 'run')).toStrictEqual(shape(Math.fround(0.3)))
  expect(predictions.nearestMeasuredOf(3)).toBe(3)
  expect(predictions.epochs).toBe(12)
})

test('measures that were not predicted are null in the mean, the deviation and the draw', () => {
  const table = flat(testInstance, 0.1, 0.3)
  const kept = table.measures.findIndex(({ split }) => split === 'test')
  const pick = <T>(list: readonly T[]) => list.slice(kept, kept + 1)
  const predictions = open({
    ...table,
    measures: pick(table.measures),
    means: pick(table.means),
    standardDeviations: pick(table.standardDeviations),
    distributions: pick(table.distributions),
    correlations: [[1]],
  })
  const shown = (test_: unknown) => ({
    overallAccuracy: { train: null, validation: null, test: test_ },
    latencyMs: null,
  })
  expect(predictions.meansOf(0, FINAL)).toStrictEqual(shown(Math.fround(0.1)))
  for (const deviation of ['run', 'mean', 'truth'] as const) {
    const deviations = predictions.deviationsOf(0, FINAL, deviation)
    expect(deviations).toStrictEqual(shown(expect.any(Number)))
  }
  expect(predictions.draws(1, FINAL)(0)).toStrictEqual(shown(expect.any(Number)))
  const halfway = { overallAccuracy: { train: null, validation: null, test: null } }
  expect(predictions.meansOf(0, HALFWAY)).toStrictEqual(halfway)
  expect(predictions.draws(1, HALFWAY)(0)).toStrictEqual(halfway)
})

test('the deviation of the mean and of the truth leaves out noise, by the distribution', () => {
  const predictions = open(flat(testInstance, 0.5, 0.03125))
  const latency = (deviation: 'mean' | 'truth') =>
    predictions.deviationsOf(0, FINAL, deviation)['latencyMs']
  expect(latency('truth')).toBe(Math.sqrt(0.03125 ** 2 - 0.01 ** 2))
  expect(latency('mean')).toBe(Math.sqrt(0.03125 ** 2 - 0.01 ** 2 + 0.01 ** 2 / 4))
})

const COUNT = 20_000

/** The draws of one architecture over many seeds, by measure. */
function drawn(table: PredictionTable, instance = testInstance): Map<string, number[]> {
  const values = new Map(table.measures.map((measure) => [measureName(measure), [] as number[]]))
  const predictions = open(table, instance)
  for (let seed = 0; seed < COUNT; seed++) {
    for (const halfway of [false, true]) {
      const answer = predictions.draws(seed, { halfway, form: metricValues })(5)
      for (const [metric, value] of Object.entries(answer)) {
        const bySplit = typeof value === 'object' && value !== null ? value : { '': value }
        for (const [split, one] of Object.entries(bySplit)) {
          const name = `${halfway ? 'halfway.' : ''}${metric}${split && `.${split}`}`
          values.get(name)?.push(one as number)
        }
      }
    }
  }
  return values
}

const mean = (values: readonly number[]) =>
  values.reduce((sum, one) => sum + one, 0) / values.length
function deviationOf(values: readonly number[]): number {
  const centre = mean(values)
  return Math.sqrt(mean(values.map((one) => (one - centre) ** 2)))
}
function correlation(left: readonly number[], right: readonly number[]): number {
  const [a, b] = [mean(left), mean(right)]
  const products = left.map((one, at) => (one - a) * ((right[at] as number) - b))
  return mean(products) / (deviationOf(left) * deviationOf(right))
}

const LOG_NORMAL = { family: 'log-normal', noise: 0.05, least: 0, most: 1, runs: 3 } as const

test.each([
  ['normal', NORMAL],
  ['log-normal below a bound', { ...LOG_NORMAL, side: 'below', bound: 1 }],
  ['log-normal above a bound', { ...LOG_NORMAL, side: 'above', bound: 0.25 }],
] as const)('draws of a %s measure have the mean and the deviation that are stated', (_, one) => {
  const draws = drawn(flat(plainInstance, 0.6, 0.0625, one), plainInstance)
  for (const values of draws.values()) {
    expect(values).toHaveLength(COUNT)
    expect(Math.abs(mean(values) - Math.fround(0.6))).toBeLessThan((5 * 0.0625) / Math.sqrt(COUNT))
    // The fourth moment of a log-normal distance is larger than that of a normal one.
    expect(Math.abs(deviationOf(values) - 0.0625)).toBeLessThan((8 * 0.0625) / Math.sqrt(2 * COUNT))
    expect(values.every((value) => Math.fround(value) === value)).toBe(true)
  }
})

test('one draw draws all measures together, with the correlations that are stated', () => {
  const table = flat(testInstance, 0.5, 0.0625)
  const { length } = table.measures
  const correlations = table.measures.map((_, row) =>
    table.measures.map((__, at) => (row === at ? 1 : 0.9 - 0.1 * Math.abs(row - at))),
  )
  const draws = [...drawn({ ...table, correlations }).values()]
  expect(draws).toHaveLength(length)
  for (const [row, values] of draws.entries()) {
    for (const [at, others] of draws.entries()) {
      const wanted = correlations[row]?.[at] as number
      const error = (1 - wanted ** 2) / Math.sqrt(COUNT)
      expect(Math.abs(correlation(values, others) - wanted)).toBeLessThan(5 * error + 1e-6)
    }
  }
})

test('a correlation moves distances: what lies below a bound falls as the others rise', () => {
  const table = flat(testInstance, 0.6, 0.03125)
  const below: Distribution = { ...LOG_NORMAL, side: 'below', bound: 1 }
  const distributions = table.distributions.map((one, at) => (at === 0 ? below : one))
  const correlations = table.measures.map((_, row) =>
    table.measures.map((__, at) => (row === at ? 1 : 0.8)),
  )
  const draws = [...drawn({ ...table, distributions, correlations }).values()]
  expect(correlation(draws[0] as number[], draws[1] as number[])).toBeCloseTo(-0.8, 1)
})

test('no draw passes the bounds of its distribution', () => {
  for (const one of [
    { family: 'normal', noise: 0, least: 0.25, most: 0.75, runs: 1 },
    { ...LOG_NORMAL, side: 'below', bound: 1, least: 0.25, most: 0.75 },
    { ...LOG_NORMAL, side: 'above', bound: 0, least: 0.25, most: 0.75 },
  ] as const) {
    for (const values of drawn(flat(plainInstance, 0.5, 0.5, one), plainInstance).values()) {
      expect([Math.min(...values), Math.max(...values)]).toEqual([0.25, 0.75])
    }
  }
})

test('a table that lacks a column, or says too little of it, is refused by name', () => {
  const table = flat(plainInstance, 0, 1)
  for (const key of ['means', 'standardDeviations', 'distributions', 'correlations'] as const) {
    expect(() => packPredictions({ ...table, [key]: [] })).toThrow(
      'The predictions at 12 epochs lack kappa.test',
    )
  }
})
