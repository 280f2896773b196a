import { expect, test } from 'vitest'
import type { Distribution } from '../../../fitness/distribution.ts'
import { predictiveDeviation } from '../../../fitness/predictive.ts'
import { randomNormal } from '../../../fitness/random-normal.ts'
import { worldValue } from '../../../surrogate/worlds/world-value.ts'

const DRAWS = 20_000
const stream = (measure: string) => randomNormal(5, { instance: 'test', epochs: 1, measure })
const [process, own, noise] = [stream('process'), stream('own'), stream('noise')]

function moments(values: readonly number[]): { mean: number; deviation: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return { mean, deviation: Math.sqrt(squares / values.length) }
}

const NORMAL: Distribution = { family: 'normal', noise: 0.01, least: 0, most: 1, runs: 1 }
const LOG: Distribution = {
  family: 'log-normal',
  side: 'above',
  bound: 2,
  noise: 0.1,
  least: 2,
  most: 100,
  runs: 1,
}

// Standard deviation of the process, standardised, and its factor.
const PROCESS = 0.3
const cases = [
  { name: 'with a part of its own', distribution: NORMAL, mean: 0.6, scale: 0.05, rest: 0.0002 },
  {
    name: 'with a process that is too wide',
    distribution: NORMAL,
    mean: 0.6,
    scale: 0.1,
    rest: -0.0004,
  },
  { name: 'of a logarithm', distribution: LOG, mean: 12, scale: 0.6, rest: 0.01 },
]

test.each(cases)('worlds $name have the mean and the deviations that are served', (of) => {
  const { distribution, mean, scale, rest } = of
  const whole = (scale * PROCESS) ** 2 + rest + distribution.noise ** 2
  const ofRun =
    distribution.family === 'normal'
      ? Math.sqrt(whole)
      : (mean - distribution.bound) * Math.sqrt(Math.exp(whole) - 1)
  const values = (isRun: boolean) =>
    Array.from({ length: DRAWS }, (_, at) =>
      worldValue(
        { distribution, mean, ofRun, scale, rest },
        { process: PROCESS * process(at), own: own(at), run: isRun ? noise(at) : null },
      ),
    )
  const truth = moments(values(false))
  const run = moments(values(true))
  expect(truth.mean).toBeCloseTo(mean, distribution.family === 'normal' ? 3 : 1)
  const expected = predictiveDeviation(distribution, mean, ofRun, 'truth')
  expect(truth.deviation / expected).toBeCloseTo(1, 1)
  expect(run.deviation / ofRun).toBeCloseTo(1, 1)
  expect(run.deviation).toBeGreaterThan(truth.deviation)
})

test('a world stays within the bounds of predictions and has their digits', () => {
  const served = { distribution: NORMAL, mean: 0.99, ofRun: 0.2, scale: 1, rest: 0 }
  expect(worldValue(served, { process: 5, own: 0, run: null })).toBe(1)
  expect(worldValue(served, { process: -5, own: 0, run: null })).toBe(0)
  const value = worldValue(served, { process: -0.123456789, own: 0, run: null })
  expect(Math.fround(value)).toBe(value)
})
