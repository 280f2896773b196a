import { describe, expect, it } from 'vitest'
import { measuresOf } from '../../fitness/measure.ts'
import { runsAt, subsetOf, type TrainingSet, trainingData } from '../../training/training-set.ts'
import { TEST_INSTANCE, tableOf } from './instance.ts'

const MEASURES = measuresOf(TEST_INSTANCE)
const NONE = Number.NaN

type Rows = Parameters<typeof tableOf>[1]

function source(instance: string, epochs: number, rows: Rows, group = -1) {
  const table = tableOf(epochs, rows)
  const groups = new Int32Array(table.forms.length).fill(group)
  return { instance, tables: [{ table, groups }] }
}

/** Rows of one run each, from an id on. */
const plain = (from: number, count: number, values: readonly number[]): Rows =>
  Array.from({ length: count }, (_, at) => [from + at, values] as const)

describe('trainingData', () => {
  it('has the mean over the runs and their number, without what is missing', () => {
    const rows: Rows = [
      [3, [0.5, 0.25, 10], [0.75, NONE, 30], [1, NONE, NONE]],
      [7, [NONE, 0.5, 1]],
      ...plain(100, 20, [0.5, 0.5, 5]),
    ]
    const { sets } = trainingData([source('made-up', 4, rows)], MEASURES)
    const [set] = sets
    expect(set?.measures).toEqual(MEASURES)
    expect([...(set?.architectureIds.slice(0, 3) ?? [])]).toEqual([3, 7, 100])
    const column = (at: number) => [...(set?.values[at]?.slice(0, 2) ?? [])]
    expect([column(0), column(1), column(2)]).toEqual([
      [0.75, NONE],
      [0.25, 0.5],
      [20, 1],
    ])
    expect(set?.runs.map((column) => [runsAt(column, 0).length, runsAt(column, 1).length])).toEqual(
      [
        [3, 0],
        [1, 1],
        [2, 1],
      ],
    )
    const [first] = set?.runs ?? []
    expect([...(first?.starts.slice(0, 4) ?? [])]).toEqual([0, 3, 3, 4])
    expect([...(first?.values.slice(0, 4) ?? [])]).toEqual([0.5, 0.75, 1, 0.5])
  })

  it('takes each measure from the first source with 20 architectures, and joins the rows', () => {
    const logs = source('logs', 4, plain(0, 30, [0.1, 0.2]), 5)
    const few = source('made-up', 4, plain(0, 19, [0.8, 0.8, 8]), 5)
    const own = source('made-up', 4, plain(20, 25, [0.9, 0.9, 9]), 5)
    const { sets, origins } = trainingData([few, logs, own], MEASURES)
    expect(origins.map(({ from, rows }) => [from, rows])).toEqual([
      ['logs', 30],
      ['logs', 30],
      ['made-up', 25],
    ])
    const [set] = sets
    expect(set?.architectureIds.length).toBe(45)
    expect(Number.isNaN(set?.values[2]?.[0])).toBe(true)
    expect(set?.values[2]?.[20]).toBe(9)
    // Group 5 of one source is not group 5 of the other.
    expect(new Set(set?.groups).size).toBe(2)
  })

  it('leaves out budgets and measures of fewer', () => {
    const own = source('made-up', 4, plain(0, 19, [0.5, 0.5, 1]))
    const more = source('made-up', 12, plain(0, 20, [0.5, NONE, 1]))
    const { sets } = trainingData([{ ...own, tables: [...own.tables, ...more.tables] }], MEASURES)
    expect(sets.map(({ epochs, measures }) => [epochs, measures.length])).toEqual([[12, 2]])
  })
})

describe('subsetOf', () => {
  it('has the rows alone, and no measure that too few of them have', () => {
    const rows: Rows = [...plain(0, 30, [0.5, NONE, 1]), ...plain(30, 30, [0.25, 0.75, 2])]
    const set = trainingData([source('made-up', 4, rows)], MEASURES).sets[0] as TrainingSet
    const subset = subsetOf(set, Int32Array.of(1, 2, 40), 2)
    expect([...subset.architectureIds]).toEqual([1, 2, 40])
    expect(subset.measures).toEqual([MEASURES[0], MEASURES[2]])
    expect(subset.values.map((values) => [...values])).toEqual([
      [0.5, 0.5, 0.25],
      [1, 1, 2],
    ])
    expect(subset.runs.map((runs) => [...runs.values])).toEqual([
      [0.5, 0.5, 0.25],
      [1, 1, 2],
    ])
    expect(subset.runs.map((runs) => [...runs.starts])).toEqual([
      [0, 1, 2, 3],
      [0, 1, 2, 3],
    ])
  })
})
