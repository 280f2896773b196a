import type { Context } from '../api/operations/context.ts'
import { ApiError } from '../api/operations/errors.ts'
import { parseInput } from '../api/operations/input.ts'
import { listFitness } from '../api/operations/list-fitness.ts'
import { openRows } from '../api/operations/listing/open-rows.ts'
import { unknownHash } from '../api/operations/locate.ts'
import { preparing } from '../api/operations/prepare-world.ts'
import { parseCell } from '../space/cell.ts'
import { InvalidArchitectureError } from '../space/invalid-architecture-error.ts'
import { toEoNasBenchError } from './local-error.ts'

/** Which number of the answers is looked up. */
export interface LookUpProblem {
  readonly instance: string
  /** Without it, the largest of the instance. */
  readonly epochs?: number
  /** As of a query. Default: auto. */
  readonly source?: 'auto' | 'tabular' | 'surrogate' | 'world'
  /** Which world, with the source `world`. Default: 0. */
  readonly world?: number
  readonly halfway?: boolean
  /** As in the sort order of a listing: `validationAccuracy`, `latencyMs`, `testKappa`, `macs`. */
  readonly value: string
}

/** One number an architecture; null where the answer has none. */
export interface LookUp {
  /** @throws EoNasBenchError `architecture_not_found` */
  ofHash(hash: string): number | null
  /** @throws EoNasBenchError `architecture_invalid` with the reason */
  ofMatrix(matrix: readonly (readonly number[])[], operations: readonly string[]): number | null
  /** @param architectureId from 0 to 423,623 */
  ofId(architectureId: number): number | null
}

const prepareCell = preparing(false)

function failure(...of: ConstructorParameters<typeof ApiError>): unknown {
  return toEoNasBenchError(new ApiError(...of))
}

/** @throws ApiError as a listing does */
export async function lookUpOf(
  context: Context,
  { value, ...problem }: LookUpProblem,
): Promise<LookUp> {
  const input = parseInput(listFitness.input, problem)
  await prepareCell(context, input)?.run()
  const rows = openRows(context, input)
  const column = rows.columnOf(value, '/value')
  const { space } = context
  const ofId = (architectureId: number) => {
    const found = column(architectureId)
    return Number.isNaN(found) ? null : found
  }
  return {
    ofId,
    ofHash: (hash) => {
      const architectureId = space.idOfHash(hash)
      if (architectureId < 0) throw failure('architecture_not_found', unknownHash(hash))
      return ofId(architectureId)
    },
    ofMatrix: (matrix, operations) => {
      try {
        return ofId(space.idOf(parseCell(matrix, operations).cell))
      } catch (error) {
        if (!(error instanceof InvalidArchitectureError)) throw error
        throw failure('architecture_invalid', error.message, { reason: error.reason })
      }
    },
  }
}
