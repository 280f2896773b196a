import { expect, test } from 'vitest'
import { findBasins } from '../../landscape/basins.ts'
import { fitDensities } from '../../landscape/density.ts'
import { digamma, logGamma, trigamma } from '../../landscape/gamma-functions.ts'
import { findLocalOptima } from '../../landscape/local-optima.ts'
import {
  birthdayEstimate,
  birthdayTrial,
  censoredEstimate,
} from '../../landscape/published-estimators.ts'
import { landscapeOf } from './small-landscape.ts'

const PUBLISHED = [94, 57, 26, 58, 38, 195, 52, 129, 197]

test('the published numbers of local optima follow from the published repeats', () => {
  expect(PUBLISHED.map(birthdayEstimate)).toEqual([
    6373, 2343, 487, 2426, 1041, 27429, 1950, 12003, 27994,
  ])
})

test('trials without a repeat raise the estimate three times', () => {
  const repeats = PUBLISHED.map((repeatAt) => ({ repeatAt, searches: repeatAt }))
  const censored = Array.from({ length: 6 }, () => ({ repeatAt: null, searches: 200 }))
  const { optima, interval } = censoredEstimate([...repeats, ...censored])
  expect(optima).toBeGreaterThan(19_000)
  expect(optima).toBeLessThan(20_000)
  expect(interval[0]).toBeGreaterThan(10_000)
  expect(interval[1]).toBeLessThan(42_000)
  expect(() => censoredEstimate(censored)).toThrow('no upper bound')
})

test('a trial ends with the first optimum that is met again, and a seed repeats it', () => {
  const cells = Array.from({ length: 40 }, (_, id) => (id % 2 === 0 ? 0.9 : 0.1))
  const pairs = Array.from({ length: 20 }, (_, at) => [2 * at, 2 * at + 1] as const)
  const landscape = landscapeOf(cells, pairs)
  const basins = findBasins(landscape, findLocalOptima(landscape))
  const options = { searchesMax: 40, seed: 3 }
  const trial = birthdayTrial(landscape.fitness, basins, options)
  expect(birthdayTrial(landscape.fitness, basins, options)).toEqual(trial)
  expect(trial.repeatAt).toBe(trial.searches)
  expect(trial.searches).toBeGreaterThan(1)
  expect(trial.searches).toBeLessThanOrEqual(21)
  expect(birthdayTrial(landscape.fitness, basins, { searchesMax: 1, seed: 3 }).repeatAt).toBeNull()
})

test('gamma functions agree with tabulated values', () => {
  expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.PI) / 2, 13)
  expect(logGamma(11)).toBeCloseTo(Math.log(3628800), 12)
  expect(digamma(1)).toBeCloseTo(-0.5772156649015329, 13)
  expect(trigamma(1)).toBeCloseTo(Math.PI ** 2 / 6, 11)
  expect(trigamma(0.5)).toBeCloseTo(Math.PI ** 2 / 2, 11)
})

test('a density is the maximum of its likelihood, and the right one fits best', () => {
  // Quantiles of the Weibull distribution with shape 9 and scale 0.6.
  const values = Float64Array.from(
    { length: 400 },
    (_, at) => 0.6 * (-Math.log(1 - (at + 0.5) / 400)) ** (1 / 9),
  )
  const fits = fitDensities(values)
  expect(fits[0]?.density).toBe('weibull')
  expect(fits[0]?.parameters[0]).toBeCloseTo(9, 0)
  expect(fits[0]?.parameters[1]).toBeCloseTo(0.6, 2)
  const logLikelihood = {
    beta: (x: number, [a, b]: readonly [number, number]) =>
      logGamma(a + b) -
      logGamma(a) -
      logGamma(b) +
      (a - 1) * Math.log(x) +
      (b - 1) * Math.log(1 - x),
    weibull: (x: number, [shape, scale]: readonly [number, number]) =>
      Math.log(shape / scale) + (shape - 1) * Math.log(x / scale) - (x / scale) ** shape,
    'log-normal': (x: number, [mean, deviation]: readonly [number, number]) =>
      -Math.log(x * deviation * Math.sqrt(2 * Math.PI)) -
      (Math.log(x) - mean) ** 2 / (2 * deviation ** 2),
  }
  for (const { density, parameters, logLikelihood: found, aic, bic } of fits) {
    const at = (one: number, other: number) =>
      values.reduce(
        (sum, x) => sum + logLikelihood[density](x, [parameters[0] * one, parameters[1] * other]),
        0,
      )
    expect(at(1, 1)).toBeCloseTo(found, 6)
    for (const [one, other] of [
      [1.01, 1],
      [0.99, 1],
      [1, 1.01],
      [1, 0.99],
    ] as const) {
      expect(at(one, other), density).toBeLessThan(found)
    }
    expect(aic).toBeCloseTo(4 - 2 * found, 9)
    expect(bic).toBeCloseTo(2 * Math.log(400) - 2 * found, 9)
  }
  expect(() => fitDensities(Float64Array.of(0.5, 1))).toThrow('below 1')
})
