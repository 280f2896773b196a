import { edgeCount, matrixOf, operationsOf } from '../../space/cell.ts'
import type { Space } from '../../space/space.ts'
import { ApiError } from './errors.ts'
import { type Located, unknownHash } from './locate.ts'
import type { Steps } from './run-cooperatively.ts'
import type { Architecture } from './schemas/architecture.ts'

/** The representative of an architecture, as every operation shows it. */
export function describeArchitecture(
  space: Space,
  { architectureId, pruned }: Pick<Located, 'architectureId' | 'pruned'>,
): Architecture {
  const cell = space.cellOf(architectureId)
  return {
    hash: space.hashOf(architectureId),
    architectureId,
    vertices: cell.vertices,
    edges: edgeCount(cell),
    matrix: matrixOf(cell),
    operations: operationsOf(cell),
    pruned,
  }
}

// So many are described in some 5 ms.
const FEW = 250

/**
 * Describes one after the other, with a pause after a few.
 * @param few items that take some milliseconds
 */
export function* describedInSteps<Item, Described>(
  items: readonly Item[],
  describe: (item: Item) => Described,
  few = FEW,
): Steps<Described[]> {
  const described: Described[] = []
  for (const [at, item] of items.entries()) {
    if (at > 0 && at % few === 0) yield
    described.push(describe(item))
  }
  return described
}

/** @throws ApiError `architecture_not_found` */
export function architectureIdOf(space: Space, hash: string): number {
  const architectureId = space.idOfHash(hash)
  if (architectureId >= 0) return architectureId
  throw new ApiError('architecture_not_found', unknownHash(hash))
}
