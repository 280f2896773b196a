import { beforeAll, describe, expect, test } from 'vitest'
import { operationsOf } from '../../space/cell.ts'
import {
  type LearningProblem,
  learnedFrom,
  learningCurve,
  possibleSizes,
  sampledPlaces,
} from '../../study/learning-curve/learning-curve.ts'
import { measuredTable } from '../../study/learning-curve/measured-table.ts'
import { learningTable } from '../../study/learning-curve/run-learning-curve.ts'
import type { Row } from '../../study/source-tables.ts'
import { testGraph } from '../support/landscapes.ts'
import { testSpace } from '../support/space.ts'

// Invented: an accuracy that the number of operations decides, and no noise.
function rowsOf(cells: readonly { readonly hash: string; readonly convolutions: number }[]): Row[] {
  return cells.map(({ hash, convolutions }) => ({
    hash,
    epochs: '4',
    accuracy: String(0.5 + convolutions / 20),
  }))
}

describe('study -- learning-curve', () => {
  let problem: LearningProblem
  let rows: Row[]
  beforeAll(async () => {
    const space = await testSpace()
    const cells: { hash: string; convolutions: number }[] = []
    for (let id = 0; id < space.size && cells.length < 300; id += 37) {
      const cell = space.cellOf(id)
      if (cell.vertices > 6) continue
      const convolutions = operationsOf(cell).filter((name) => name === 'conv3x3-bn-relu').length
      cells.push({ hash: space.hashOf(id), convolutions })
    }
    rows = rowsOf(cells)
    const table = measuredTable(rows, space, { column: 'accuracy', epochs: 4 })
    problem = { table, space, whole: await testGraph() }
  }, 120_000)

  test('reads the runs of each cell at one budget, and names what a table lacks', () => {
    const { table, space } = problem
    expect(table.ids).toHaveLength(rows.length)
    const [first = {}] = rows
    const twice = [first, { ...first, accuracy: '1' }, { ...first, epochs: '12', accuracy: '0' }]
    const read = measuredTable(twice, space, { column: 'accuracy', epochs: 4 })
    expect(read.runs).toStrictEqual([[Number(first['accuracy']), 1]])
    expect(() => measuredTable(rows, space, { column: 'kappa', epochs: 4 })).toThrow(
      'The table has no column kappa; it has hash, epochs, accuracy.',
    )
    const wrong = [{ ...first, hash: '0'.repeat(32) }]
    expect(() => measuredTable(wrong, space, { column: 'accuracy', epochs: 4 })).toThrow('Row 1')
  })

  test('samples measured cells, as many as asked for, the same for a seed', () => {
    for (const sampling of ['uniform', 'walks'] as const) {
      const sample = sampledPlaces(problem, { rows: 40, sampling, seed: 3 })
      expect(new Set(sample).size).toBe(40)
      expect(Math.max(...sample)).toBeLessThan(problem.table.ids.length)
      expect(sampledPlaces(problem, { rows: 40, sampling, seed: 3 })).toEqual(sample)
      expect(sampledPlaces(problem, { rows: 40, sampling, seed: 4 })).not.toEqual(sample)
    }
  })

  test('in a complete table a walk goes from a cell to a neighbour of it', () => {
    const { space, whole } = problem
    const hashes: string[] = []
    for (let id = 0; id < space.size; id++) {
      if (space.cellOf(id).vertices <= 4) hashes.push(space.hashOf(id))
    }
    const all = rowsOf(hashes.map((hash, at) => ({ hash, convolutions: at % 5 })))
    const table = measuredTable(all, space, { column: 'accuracy', epochs: 4 })
    const reachedFrom = (sampling: 'uniform' | 'walks') => {
      const places = sampledPlaces({ table, space, whole }, { rows: 6, sampling, seed: 3 })
      const ids = new Set([...places].map((place) => table.ids[place] as number))
      const reached = [[...ids][0] as number]
      for (const id of reached) {
        ids.delete(id)
        const own = whole.neighbours.subarray(whole.offsets[id], whole.offsets[id + 1])
        for (const other of own) if (ids.has(other) && !reached.includes(other)) reached.push(other)
      }
      return reached.length
    }
    expect(reachedFrom('walks')).toBe(6)
    expect(reachedFrom('uniform')).toBeLessThan(6)
  })

  test('leaves out sizes after which too few cells are left to test on', () => {
    const cells = problem.table.ids.length
    expect(possibleSizes(problem.table, [100, cells - 50, cells - 49])).toStrictEqual([
      100,
      cells - 50,
    ])
  })

  test('a surrogate that is trained on more cells orders the others better', () => {
    const learned = [20, 150].map((size) =>
      learnedFrom(problem, sampledPlaces(problem, { rows: size, sampling: 'uniform', seed: 1 }), {
        sampling: 'uniform',
        seed: 1,
      }),
    )
    const [few, many] = learned
    expect(few?.tested).toBe(problem.table.ids.length - 20)
    expect(many?.tau ?? 0).toBeGreaterThan(0.8)
    expect(many?.error ?? 1).toBeLessThan(few?.error ?? 0)
  }, 120_000)

  test('the table has one line for each sampling and size', () => {
    const learned = learningCurve(problem, {
      sizes: [20, 100_000],
      samplings: ['uniform', 'walks'],
      repeats: 1,
      seed: 1,
    })
    expect(learned).toHaveLength(2)
    const lines = learningTable(learned).trim().split('\n')
    expect(lines).toHaveLength(4)
    expect(lines[2]).toMatch(/^\| uniform sample \| 20 \| \d+ \| 0\.\d\d \(\d\.\d\d\) \| \d+ % \|/)
  }, 120_000)
})
