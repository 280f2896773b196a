import { describe, expect, it } from 'vitest'
import { kendallTau } from '../../../fitness/kendall-tau.ts'
import { measuresOf } from '../../../fitness/measure.ts'
import { FEATURE_COUNT } from '../../../surrogate/features/features.ts'
import { noiseCeilings } from '../../../training/evaluation/noise-ceiling.ts'
import { normal, randomOf } from '../../../training/random.ts'
import { type TrainingSet, trainingData } from '../../../training/training-set.ts'
import { TEST_INSTANCE, tableOf } from '../instance.ts'

// The first feature is the truth, so that the closest pairs differ by noise alone.
function featuresOf(values: readonly number[]): Float32Array {
  const features = new Float32Array(values.length * FEATURE_COUNT)
  for (const [row, value] of values.entries()) features[row * FEATURE_COUNT] = value
  return features
}

const MEASURES = measuresOf(TEST_INSTANCE)
const ROWS = 2000
const random = randomOf(1, 'ceiling')
const truth = Array.from({ length: ROWS }, () => normal(random))

const features = featuresOf(truth)

function dataOf(runs: number, noise: number) {
  const rows = truth.map((value, id) => {
    const own = Array.from({ length: runs }, () => [
      value + noise * normal(random),
      value + noise * normal(random),
      1,
    ])
    return [id, ...own] as const
  })
  const groups = new Int32Array(ROWS * runs).fill(-1)
  const source = { instance: 'made-up', tables: [{ table: tableOf(4, rows), groups }] }
  const { sets } = trainingData([source], MEASURES)
  const ceilings = (measure: number) =>
    noiseCeilings({ set: sets[0] as TrainingSet, features }, { measure, seed: 1 })
  return { set: sets[0] as TrainingSet, ceilings }
}

describe('noiseCeilings', () => {
  it('is what knowing the truth would reach, where the noise is known', () => {
    const { set, ceilings } = dataOf(2, 1)
    const reached = kendallTau(truth, set.values[0] ?? [])
    const [perfect, retest] = ceilings(0)
    expect(perfect?.kind).toBe('perfect prediction')
    expect(Math.abs((perfect?.tau ?? 0) - (reached ?? 0))).toBeLessThan(0.02)
    // Of two runs that share the truth alone: tau is 2/pi times the arc sine of the correlation.
    expect(retest?.kind).toBe('two runs')
    const correlation = 1 / 2
    expect(retest?.tau).toBeCloseTo((2 / Math.PI) * Math.asin(correlation), 1)
  })

  it('counts the architectures that have the measure, not all of the set', () => {
    const { set } = dataOf(2, 1)
    const [own] = set.runs
    const kept = ROWS - 100
    const starts = own?.starts.map((start) => Math.min(start, 2 * kept)) as Uint32Array
    const values = set.values[0]?.map((value, row) => (row < kept ? value : Number.NaN))
    const runs = { starts, values: own?.values.slice(0, 2 * kept) as Float64Array }
    const some = { ...set, runs: [runs], values: [values as Float64Array] }
    const ceilings = noiseCeilings({ set: some, features }, { measure: 0, seed: 1 })
    expect(ceilings.map(({ architectures }) => architectures)).toEqual([kept, kept])
  })

  it('comes from the closest pairs where everything was measured once', () => {
    const { set, ceilings } = dataOf(1, 0.5)
    const reached = kendallTau(truth, set.values[0] ?? [])
    const tau = kendallTau(set.values[0] ?? [], set.values[1] ?? [])
    const [simulated, other] = ceilings(0)
    expect(other).toEqual({ kind: 'other split', tau, architectures: ROWS })
    expect(simulated).toMatchObject({ kind: 'closest pairs', architectures: ROWS })
    expect(Math.abs((simulated?.tau ?? 0) - (reached ?? 0))).toBeLessThan(0.02)
    expect(ceilings(0)).toEqual([simulated, other])
    expect(ceilings(1)[1]).toEqual(other)
    // A measure that never varies has no order.
    expect(ceilings(2)).toEqual([])
  })
})
