import fc from 'fast-check'
import type { ParsedCell } from '../../space/cell.ts'
import { parseCell } from '../../space/cell.ts'
import { InvalidArchitectureError } from '../../space/invalid-architecture-error.ts'
import { OPERATIONS } from '../../space/operation.ts'

export interface Drawn {
  readonly matrix: number[][]
  readonly operations: string[]
}

/** Upper-triangular matrices of up to 7 vertices with operations, valid architectures or not. */
export const drawnCells: fc.Arbitrary<Drawn> = fc.integer({ min: 2, max: 7 }).chain((size) =>
  fc.record({
    matrix: fc
      .array(fc.array(fc.constantFrom(0, 0, 1), { minLength: size, maxLength: size }), {
        minLength: size,
        maxLength: size,
      })
      .map((rows) => rows.map((row, x) => row.map((edge, y) => (x < y ? edge : 0)))),
    operations: fc
      .array(fc.constantFrom(...OPERATIONS), { minLength: size - 2, maxLength: size - 2 })
      .map((interior) => ['input', ...interior, 'output']),
  }),
)

export function parsedOrNull({ matrix, operations }: Drawn): ParsedCell | null {
  try {
    return parseCell(matrix, operations)
  } catch (error) {
    if (error instanceof InvalidArchitectureError) return null
    throw error
  }
}

/** Only cells that are valid once pruned. */
export const validCells: fc.Arbitrary<Drawn> = drawnCells.filter(
  (cell) => parsedOrNull(cell) !== null,
)
