import { kendallTau } from '../../fitness/kendall-tau.ts'
import { type Measure, measureName } from '../../fitness/measure.ts'
import type { Ceiling } from '../../surrogate/card.ts'
import type { TrainingSet } from '../training-set.ts'

const OTHER = { validation: 'test', test: 'validation' } as const

/** The tau between validation and test of the same trained networks, which share the training's noise. */
export function otherSplitCeiling(set: TrainingSet, measure: number): Ceiling[] {
  const own = set.measures[measure] as Measure
  if (own.split !== 'validation' && own.split !== 'test') return []
  const name = measureName({ ...own, split: OTHER[own.split] })
  const others = set.values[set.measures.findIndex((each) => measureName(each) === name)]
  if (others === undefined) return []
  const values = set.values[measure] as Float64Array
  const both = Int32Array.from(values.keys()).filter(
    (row) => !Number.isNaN(values[row]) && !Number.isNaN(others[row]),
  )
  const of = (column: Float64Array) => Float64Array.from(both, (row) => column[row] as number)
  const tau = kendallTau(of(values), of(others))
  return tau === null ? [] : [{ kind: 'other split', tau, architectures: both.length }]
}
