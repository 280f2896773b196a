import { expect, it } from 'vitest'
import type { Protocol } from '../../../surrogate/card.ts'
import { lowerRows } from '../../../training/evaluation/lower-rows.ts'
import type { TrainingSet } from '../../../training/training-set.ts'

const PROTOCOL: Protocol = { by: 'row', folds: 2, repeats: 1, trainSize: null, testSize: null }

function setOf(architectures: Readonly<Record<number, number>>): TrainingSet {
  const ids = Object.keys(architectures).map(Number)
  return {
    epochs: 36,
    measures: [],
    architectureIds: Int32Array.from(ids),
    groups: Int32Array.from(ids, (id) => architectures[id] as number),
    values: [],
    runs: [],
  }
}

// Architecture and sample group; 20 and 40 are tested on.
const set = setOf({ 10: 1, 20: 2, 30: -1, 40: -1 })
const split = { train: Int32Array.of(0, 2), test: Int32Array.of(1, 3) }
const lower = setOf({ 10: 1, 15: 2, 20: 2, 25: -1, 30: -1, 40: -1, 50: 3 })

const idsOf = (protocol: Partial<Protocol>) =>
  Array.from(
    lowerRows(lower, { set, split, protocol: { ...PROTOCOL, ...protocol } }),
    (row) => lower.architectureIds[row],
  )

it('shows a model no architecture at the lower budget that it is tested on', () => {
  expect(idsOf({})).toEqual([10, 15, 25, 30, 50])
})

it('shows it none of a tested group, with folds of groups', () => {
  expect(idsOf({ by: 'group' })).toEqual([10, 25, 30, 50])
})

it('shows it none but those of a sample of a stated size', () => {
  expect(idsOf({ by: 'hold-out', folds: null, trainSize: 2 })).toEqual([10, 30])
  expect(idsOf({ by: 'hold-out', folds: null, testSize: 2 })).toEqual([10, 15, 25, 30, 50])
})
