import { describe, expect, it } from 'vitest'
import { supportClass, supportFactors } from '../../training/calibration.ts'
import { INTERVALS } from '../../training/evaluation/metrics/coverage.ts'
import type { OutOfFold } from '../../training/out-of-fold.ts'
import { normal, randomOf } from '../../training/random.ts'
import { residualCorrelations } from '../../training/residual-correlations.ts'
import { skillOf } from '../../training/skill.ts'
import type { MeasureTarget } from '../../training/targets.ts'

const SPREAD = 0.01

/** Rows whose out-of-fold errors are `width` by distance times what the model says; single runs beside. */
function made(rows: number, runs: number, width: (distance: number) => number) {
  const random = randomOf(1, 'calibration', rows, runs)
  const distances = Uint8Array.from({ length: rows }, (_, row) => 1 + (row % 3))
  const means = Float64Array.from({ length: rows }, () => normal(random))
  const truth = means.map((mean, row) => mean + width(distances[row] as number) * normal(random))
  const noise = 0.5
  const published = Array.from(truth, (value) =>
    Float64Array.from({ length: runs }, () => 0.5 + SPREAD * (value + noise * normal(random))),
  )
  const target: MeasureTarget = {
    measure: { metric: 'overallAccuracy', split: 'test', halfway: false },
    unit: 'fraction',
    transform: { kind: 'identity', least: 0, most: 1 },
    centre: 0.5,
    spread: SPREAD,
    rows: Int32Array.from({ length: rows }, (_, row) => row),
    values: Float64Array.from(
      published,
      (own) => (own.reduce((sum, value) => sum + value, 0) / runs - 0.5) / SPREAD,
    ),
    published,
    noiseShares: new Float64Array(rows).fill(1),
    noiseShareOfRun: runs,
    runVariance: noise ** 2,
    runs,
  }
  const variances = new Float64Array(rows).fill(1)
  const held: OutOfFold = { means, variances, distances, isRefitted: true }
  return { target, held, noise: noise ** 2 }
}

function covered({ target, held, noise }: ReturnType<typeof made>, percent: 50 | 80 | 95) {
  const factors = supportFactors(target, held, noise)
  const hits: boolean[][] = [[], [], []]
  for (const [row, runs] of target.published.entries()) {
    const own = supportClass(held.distances[row] as number)
    const deviation = (factors[own] as number) * Math.sqrt(1 + noise)
    for (const run of runs) {
      const error = Math.abs((run - 0.5) / SPREAD - (held.means[row] as number))
      hits[own]?.push(error <= INTERVALS[percent] * deviation)
    }
  }
  return hits.map((own) => own.filter(Boolean).length / own.length)
}

describe('supportFactors', () => {
  it('make 80 % intervals hold at each distance, also where errors grow with it', () => {
    const data = made(900, 1, (distance) => 0.7 + 0.5 * (distance - 1))
    const [near, two, far] = supportFactors(data.target, data.held, data.noise)
    expect(near).toBeLessThan(two)
    expect(two).toBeLessThan(far)
    for (const share of covered(data, 80)) {
      expect(share).toBeGreaterThan(0.75)
      expect(share).toBeLessThan(0.85)
    }
  })

  it('calibrate intervals of single runs with the noise between runs: 60 architectures × 3 runs', () => {
    const data = made(60, 3, () => 1)
    const mean = (shares: number[]) => shares.reduce((sum, share) => sum + share, 0) / shares.length
    expect(Math.abs(mean(covered(data, 50)) - 0.5)).toBeLessThan(0.1)
    expect(Math.abs(mean(covered(data, 80)) - 0.8)).toBeLessThan(0.05)
    expect(Math.abs(mean(covered(data, 95)) - 0.95)).toBeLessThan(0.04)
  })

  it('do not let a few odd rows widen all others by more than twice', () => {
    const data = made(900, 1, () => 1)
    const distances = data.held.distances.map((_, row) => (row < 12 ? 3 : 1))
    const means = data.held.means.map((mean, row) => (row < 12 ? mean + 30 : mean))
    const held = { ...data.held, distances, means }
    const [near, , far] = supportFactors(data.target, held, data.noise)
    expect(far).toBeGreaterThan(near)
    expect(far).toBeLessThan(2 * near)
  })
})

describe('skillOf', () => {
  const support = [1, 1, 1] as const
  it('is R² of what was held out: near that of the model, not above 0 for a constant or noise', () => {
    const data = made(600, 1, () => 0.3)
    const options = { noise: data.noise, support }
    expect(skillOf(data.target, data.held, options)).toBeGreaterThan(0.6)
    const means = data.held.means.map(() => 0)
    expect(skillOf(data.target, { ...data.held, means }, options)).toBeLessThan(0.01)
    const random = randomOf(2, 'noise')
    const noise = data.held.means.map(() => normal(random))
    expect(skillOf(data.target, { ...data.held, means: noise }, options)).toBeLessThan(0)
  })

  it('is 0 where nothing varies, however exactly it is predicted', () => {
    const { target, held, noise } = made(24, 1, () => 0)
    const published = target.published.map(() => Float64Array.of(0.9))
    const constant = { ...target, centre: 0.9, spread: 1e-12, published }
    const exact = { ...held, means: new Float64Array(24) }
    expect(skillOf(constant, exact, { noise, support })).toBe(0)
  })

  it('is 0 where every row is predicted by the mean of all, whatever rounding makes of it', () => {
    for (let rows = 201; rows < 231; rows++) {
      const { target, held } = made(rows, 1, () => 1)
      const centre = target.published.reduce((sum, [run = 0]) => sum + run, 0) / rows
      const means = new Float64Array(rows).fill(1e-12)
      const options = { noise: 0, support }
      expect(skillOf({ ...target, centre }, { ...held, means }, options)).toBe(0)
    }
  })
})

describe('residualCorrelations', () => {
  it('finds how measures deviate together, 1 on the diagonal, and stays positive definite', () => {
    const data = made(1500, 1, () => 1)
    const random = randomOf(3, 'other')
    const residual = data.target.values.map(
      (value, row) => value - (data.held.means[row] as number),
    )
    const values = data.held.means.map(
      (mean, row) => mean + 0.8 * (residual[row] as number) + 0.6 * 1.118 * normal(random),
    )
    const other = { ...data, target: { ...data.target, values } }
    const [first, second] = residualCorrelations([data, other])
    expect(first?.[0]).toBe(1)
    expect(Math.abs((second?.[0] ?? 0) - 0.8)).toBeLessThan(0.05)
    // The same measure twice leaves a matrix that has no factor; it is drawn to the identity.
    const twice = residualCorrelations([data, data, other])
    expect(twice[0]?.[1]).toBeLessThan(1)
    expect(twice[0]?.[1]).toBeGreaterThan(0.9)
  })

  it('is 0 where too few architectures have both', () => {
    const data = made(100, 1, () => 1)
    const rows = Int32Array.from({ length: 100 }, (_, row) => 95 + row)
    const apart = { ...data, target: { ...data.target, rows } }
    expect(residualCorrelations([data, apart])[0]?.[1]).toBe(0)
  })
})
