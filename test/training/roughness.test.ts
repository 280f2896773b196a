import { expect, it } from 'vitest'
import { overallFactor } from '../../training/calibration.ts'
import { INTERVALS } from '../../training/evaluation/metrics/coverage.ts'
import type { LeftOut } from '../../training/left-out.ts'
import type { OutOfFold } from '../../training/out-of-fold.ts'
import { normal, randomOf } from '../../training/random.ts'
import { roughness } from '../../training/roughness.ts'
import type { MeasureTarget } from '../../training/targets.ts'

const ROWS = 1200
const NOISE = 0.1
/** What the process says of the difference of two neighbours whose variances are 1. */
const DIFFERENCE = 0.2

/**
 * Pairs of rows: the process's deviation is nearly the same for both, and `own` is the variance of what
 * each deviates by itself.
 */
function pairs(own: number) {
  const random = randomOf(1, 'pairs', own * 100)
  const values = new Float64Array(ROWS)
  for (let row = 0; row < ROWS; row += 2) {
    const together = Math.sqrt(1 - DIFFERENCE / 2) * normal(random)
    for (const each of [row, row + 1]) {
      const apart = Math.sqrt(DIFFERENCE / 2 + own + NOISE) * normal(random)
      values[each] = together + apart
    }
  }
  const target: MeasureTarget = {
    measure: { metric: 'overallAccuracy', split: 'test', halfway: false },
    unit: 'fraction',
    transform: { kind: 'identity', least: -100, most: 100 },
    centre: 0,
    spread: 1,
    rows: Int32Array.from(values.keys()),
    values,
    published: Array.from(values, (value) => Float64Array.of(value)),
    noiseShares: new Float64Array(ROWS).fill(1),
    noiseShareOfRun: 1,
    runVariance: null,
    runs: 1,
  }
  const means = new Float64Array(ROWS)
  const variances = new Float64Array(ROWS).fill(1)
  const neighbours = Array.from({ length: ROWS / 2 }, (_, pair) => ({
    rows: [2 * pair, 2 * pair + 1] as const,
    variance: DIFFERENCE,
  }))
  const leftOut: LeftOut = { means, variances, neighbours }
  const distances = new Uint8Array(ROWS).fill(1)
  const held: OutOfFold = { means, variances, distances, isRefitted: true }
  return { target, leftOut, held }
}

/** Share of the differences within 80 % intervals, with a variance that no neighbour shares. */
function heldDifferences({ target, leftOut, held }: ReturnType<typeof pairs>, own: number) {
  const variances = held.variances.map((variance) => variance + own)
  const factor = overallFactor(target, { ...held, variances }, NOISE)
  const deviation = factor * Math.sqrt(DIFFERENCE + 2 * (own + NOISE))
  const inside = leftOut.neighbours.filter(({ rows: [a, b] }) => {
    const difference = (target.values[a] as number) - (target.values[b] as number)
    return Math.abs(difference) <= INTERVALS[80] * deviation
  })
  return inside.length / leftOut.neighbours.length
}

it('gives neighbours the variance that their differences show beyond the process', () => {
  const data = pairs(0.5)
  expect(heldDifferences(data, 0)).toBeLessThan(0.65)
  const found = roughness(data.target, data.leftOut, data.held, NOISE)
  expect(found).toBeGreaterThan(0.3)
  expect(found).toBeLessThan(0.8)
  const share = heldDifferences(data, found)
  expect(share).toBeGreaterThanOrEqual(0.8)
  expect(share).toBeLessThan(0.81)
})

it('adds nothing where differences are as small as the process says', () => {
  const { target, leftOut, held } = pairs(0)
  const calm = {
    ...leftOut,
    neighbours: leftOut.neighbours.map((one) => ({ ...one, variance: 0.4 })),
  }
  expect(roughness(target, calm, held, NOISE)).toBe(0)
})

it('adds no more than the process itself is uncertain by, and nothing from few pairs', () => {
  const { target, leftOut, held } = pairs(5)
  expect(roughness(target, leftOut, held, NOISE)).toBeCloseTo(1, 10)
  const few = { ...leftOut, neighbours: leftOut.neighbours.slice(0, 50) }
  expect(roughness(target, few, held, NOISE)).toBe(0)
})
