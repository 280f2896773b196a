import { describe, expect, it } from 'vitest'
import { measuresOf } from '../../../fitness/measure.ts'
import { kendallTau } from '../../../surrogate/evaluation/metrics/kendall-tau.ts'
import { noiseCeilings } from '../../../surrogate/evaluation/noise-ceiling.ts'
import { normal, randomOf } from '../../../surrogate/random.ts'
import { type TrainingSet, trainingData } from '../../../surrogate/training-set.ts'
import { TEST_INSTANCE, tableOf } from '../instance.ts'

const MEASURES = measuresOf(TEST_INSTANCE)
const ROWS = 2000
const random = randomOf(1, 'ceiling')
const truth = Array.from({ length: ROWS }, () => normal(random))

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
  const { sets, runs: single } = trainingData([source], MEASURES)
  const ceilings = (measure: number) =>
    noiseCeilings(sets[0] as TrainingSet, single[0] ?? [], { measure, seed: 1 })
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

  it('is simulated from the other split where everything was measured once', () => {
    const { set, ceilings } = dataOf(1, 0.5)
    const reached = kendallTau(truth, set.values[0] ?? [])
    const tau = kendallTau(set.values[0] ?? [], set.values[1] ?? [])
    const [simulated, other] = ceilings(0)
    expect(other).toEqual({ kind: 'other split', tau, architectures: ROWS })
    expect(simulated).toMatchObject({ kind: 'split noise', architectures: ROWS })
    expect(Math.abs((simulated?.tau ?? 0) - (reached ?? 0))).toBeLessThan(0.02)
    expect(ceilings(0)).toEqual([simulated, other])
    expect(ceilings(1)[1]).toEqual(other)
    expect(ceilings(2)).toEqual([])
  })
})
