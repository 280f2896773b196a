import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  cellOfForm,
  edgeCount,
  formOf,
  matrixOf,
  operationsOf,
  parseCell,
} from '../../space/cell.ts'
import type { InvalidReason } from '../../space/invalid-architecture-error.ts'
import { validCells } from '../support/cells.ts'

const CONV = 'conv3x3-bn-relu'

function chain(size: number): number[][] {
  return Array.from({ length: size }, (_, x) =>
    Array.from({ length: size }, (_, y) => (y === x + 1 ? 1 : 0)),
  )
}

function operations(size: number): string[] {
  return ['input', ...Array.from({ length: size - 2 }, () => CONV), 'output']
}

describe('parseCell', () => {
  it('keeps a full cell as it is', () => {
    const parsed = parseCell(chain(3), operations(3))
    expect(parsed).toEqual({
      cell: { vertices: 3, adjacency: 0b101, operations: 0 },
      pruned: false,
    })
    expect(matrixOf(parsed.cell)).toEqual([
      [0, 1, 0],
      [0, 0, 1],
      [0, 0, 0],
    ])
    expect(operationsOf(parsed.cell)).toEqual(['input', CONV, 'output'])
  })

  it('removes vertices that lie on no path from input to output', () => {
    const matrix = [
      [0, 1, 1, 0, 0],
      [0, 0, 0, 0, 1],
      [0, 0, 0, 0, 0], // leads nowhere
      [0, 0, 0, 0, 1], // comes from nowhere
      [0, 0, 0, 0, 0],
    ]
    const { cell, pruned } = parseCell(matrix, [
      'input',
      'maxpool3x3',
      CONV,
      'conv1x1-bn-relu',
      'output',
    ])
    expect(pruned).toBe(true)
    expect(operationsOf(cell)).toEqual(['input', 'maxpool3x3', 'output'])
    expect(edgeCount(cell)).toBe(2)
  })

  it('takes matrices of more than 7 vertices that prune to 7 or fewer', () => {
    const matrix = chain(9).map((row, x) => row.map((edge, y) => (x === 3 || y === 3 ? 0 : edge)))
    matrix[2] = [0, 0, 0, 0, 0, 0, 0, 0, 1]
    expect(parseCell(matrix, operations(9)).cell.vertices).toBe(4)
  })

  it('prunes before it counts edges', () => {
    const matrix = Array.from({ length: 7 }, (_, x) =>
      Array.from({ length: 7 }, (_, y) => (x > 0 && x < y && y < 6 ? 1 : 0)),
    )
    matrix[0] = [0, 0, 0, 0, 0, 0, 1]
    expect(parseCell(matrix, operations(7)).cell.vertices).toBe(2)
  })

  const full = Array.from({ length: 7 }, (_, x) =>
    Array.from({ length: 7 }, (_, y) => (x < y ? 1 : 0)),
  )
  const invalid: [InvalidReason, unknown[][], string[]][] = [
    ['matrix_not_square', [[0, 1], [0]], operations(2)],
    [
      'matrix_not_square',
      [
        [0, 1, 0],
        [0, 0, 0],
      ],
      operations(2),
    ],
    [
      'matrix_not_binary',
      [
        [0, 2],
        [0, 0],
      ],
      operations(2),
    ],
    [
      'matrix_not_binary',
      [
        [0, '1'],
        [0, 0],
      ],
      operations(2),
    ],
    [
      'matrix_not_binary',
      [
        [0, null],
        [0, 0],
      ],
      operations(2),
    ],
    [
      'matrix_not_binary',
      [
        [0, Number.NaN],
        [0, 0],
      ],
      operations(2),
    ],
    [
      'not_upper_triangular',
      [
        [0, 1],
        [1, 0],
      ],
      operations(2),
    ],
    [
      'not_upper_triangular',
      [
        [1, 1],
        [0, 0],
      ],
      operations(2),
    ],
    ['wrong_lengths', chain(3), operations(4)],
    ['unknown_operation', chain(3), ['input', 'conv5x5', 'output']],
    ['unknown_operation', chain(3), ['input', 'input', 'output']],
    ['unknown_operation', chain(3), ['output', CONV, 'input']],
    ['too_few_vertices', [[0]], ['input']],
    ['too_few_vertices', [], []],
    ['too_many_vertices', chain(8), operations(8)],
    ['too_many_vertices', chain(40), operations(40)],
    ['too_many_edges', full, operations(7)],
    [
      'disconnected',
      [
        [0, 0],
        [0, 0],
      ],
      operations(2),
    ],
    ['disconnected', chain(9).map((row) => row.map(() => 0)), operations(9)],
  ]
  it.each(invalid)('refuses a cell with reason %s', (reason, matrix, ops) => {
    expect(() => parseCell(matrix as number[][], ops)).toThrow(
      expect.objectContaining({ name: 'InvalidArchitectureError', reason }),
    )
  })

  it('finds the same cell again in its own matrix and in its form', () => {
    fc.assert(
      fc.property(validCells, ({ matrix, operations }) => {
        const { cell } = parseCell(matrix, operations)
        expect(parseCell(matrixOf(cell), operationsOf(cell))).toEqual({ cell, pruned: false })
        expect(cellOfForm(formOf(cell))).toEqual(cell)
      }),
      { numRuns: 2000 },
    )
  })
})
