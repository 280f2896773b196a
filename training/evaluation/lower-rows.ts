import type { Protocol } from '../../surrogate/card.ts'
import type { TrainingSet } from '../training-set.ts'
import type { Split } from './folds.ts'

interface LowerRowsInput {
  readonly set: TrainingSet
  readonly split: Split
  readonly protocol: Protocol
}

/**
 * Rows of a set at a lower budget that a model of `set` may see, ascending: none of an architecture
 * that is tested on, or by group of its group; of a sample of a stated size none but the sample.
 */
export function lowerRows(
  lower: TrainingSet,
  { set, split, protocol }: LowerRowsInput,
): Int32Array {
  const of = (rows: Int32Array, values: Int32Array) =>
    new Set(Array.from(rows, (row) => values[row] as number))
  const tested = of(split.test, set.architectureIds)
  const trained = of(split.train, set.architectureIds)
  const groups = protocol.by === 'group' ? of(split.test, set.groups) : new Set<number>()
  const isSample = protocol.trainSize !== null
  return Int32Array.from(lower.architectureIds.keys()).filter((row) => {
    const id = lower.architectureIds[row] as number
    const group = lower.groups[row] as number
    if (isSample) return trained.has(id)
    return !tested.has(id) && !(group >= 0 && groups.has(group))
  })
}
