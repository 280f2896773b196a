import type { Drawn } from './cell-vectors.ts'

const CONV = 'conv3x3-bn-relu'

function chain(size: number): number[][] {
  return Array.from({ length: size }, (_, x) =>
    Array.from({ length: size }, (_, y) => (y === x + 1 ? 1 : 0)),
  )
}

function full(size: number): number[][] {
  return Array.from({ length: size }, (_, x) =>
    Array.from({ length: size }, (_, y) => (x < y ? 1 : 0)),
  )
}

const named = (size: number, interior: string = CONV): string[] => [
  'input',
  ...Array.from({ length: size - 2 }, () => interior),
  'output',
]

function changed(matrix: number[][], x: number, y: number, value: number): number[][] {
  return matrix.map((row, at) => (at === x ? row.map((old, to) => (to === y ? value : old)) : row))
}

/** Cells that are no NASBench-101 architecture; several for each reason. */
export const INVALID: readonly Drawn[] = [
  { matrix: [], operations: [] },
  { matrix: [[0]], operations: ['input'] },
  { matrix: chain(3), operations: ['input', 'output'] },
  { matrix: chain(2), operations: named(3) },
  { matrix: [[0, 1, 0], [0, 0, 1], [0]], operations: named(3) },
  { matrix: [...chain(3).slice(0, 2), [0, 0, 0, 0]], operations: named(3) },
  { matrix: changed(chain(3), 0, 1, 2), operations: named(3) },
  { matrix: changed(chain(3), 0, 2, -1), operations: named(3) },
  { matrix: changed(chain(3), 0, 2, 0.5), operations: named(3) },
  { matrix: changed(chain(3), 2, 0, 1), operations: named(3) },
  { matrix: changed(chain(3), 1, 1, 1), operations: named(3) },
  { matrix: changed(chain(9), 8, 8, 1), operations: named(9) },
  { matrix: chain(3), operations: named(3, 'conv5x5-bn-relu') },
  { matrix: chain(3), operations: named(3, 'input') },
  { matrix: chain(3), operations: [CONV, CONV, 'output'] },
  { matrix: chain(3), operations: ['input', CONV, CONV] },
  { matrix: chain(8), operations: named(8) },
  { matrix: chain(12), operations: named(12) },
  { matrix: full(5), operations: named(5) },
  { matrix: full(7), operations: named(7) },
  {
    matrix: [
      [0, 0],
      [0, 0],
    ],
    operations: named(2),
  },
  { matrix: changed(chain(4), 1, 2, 0), operations: named(4) },
  { matrix: changed(chain(9), 4, 5, 0), operations: named(9) },
]
