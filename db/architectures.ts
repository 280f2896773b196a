import { type Cell, edgeCount, matrixOf, operationsOf } from '../space/cell.ts'
import type { Space } from '../space/space.ts'
import { copyRows } from './copy.ts'
import { CopyWriter } from './copy-writer.ts'
import type { Database } from './database.ts'

const COLUMNS = [
  'architecture_id',
  'module_hash',
  'vertices',
  'edges',
  'matrix',
  'operations',
] as const
const CHUNK_BYTES = 4 << 20

/** What is stored of a space. */
export type StoredSpace = Pick<Space, 'size' | 'hashOf' | 'cellOf'>

/** Stores all architectures of the space; nothing happens when they are there. */
export async function storeArchitectures(
  db: Database,
  space: StoredSpace,
  onProgress: (done: number, total: number) => void = () => {},
): Promise<void> {
  const unlock = await db.lock('architectures')
  try {
    await db.kysely.transaction().execute(async (transaction) => {
      const { stored } = await transaction
        .selectFrom('architectures')
        .select((select) => select.fn.countAll<number>().as('stored'))
        .executeTakeFirstOrThrow()
      if (stored === space.size) return
      await transaction.deleteFrom('architectures').execute()
      const target = { table: 'architectures', columns: COLUMNS } as const
      await copyRows(transaction, target, chunksOf(space, onProgress))
    })
  } finally {
    await unlock()
  }
}

function* chunksOf(
  space: StoredSpace,
  onProgress: (done: number, total: number) => void,
): Generator<Uint8Array> {
  const writer = new CopyWriter(CHUNK_BYTES + 1024)
  const matrices = remembered((cell) => matrixOf(cell).flat().join(''))
  const operations = remembered((cell) => operationsOf(cell).join(','))
  for (let architectureId = 0; architectureId < space.size; architectureId++) {
    const cell = space.cellOf(architectureId)
    writer
      .row(COLUMNS.length)
      .int4(architectureId)
      .text(space.hashOf(architectureId))
      .int2(cell.vertices)
      .int2(edgeCount(cell))
      .text(matrices(cell, cell.adjacency))
      .text(operations(cell, cell.operations))
    if (writer.length < CHUNK_BYTES) continue
    onProgress(architectureId + 1, space.size)
    yield writer.take()
  }
  onProgress(space.size, space.size)
  yield writer.take()
}

// Few matrices and fewer lists of operations make up all architectures.
function remembered(textOf: (cell: Cell) => string): (cell: Cell, key: number) => string {
  const texts = new Map<number, string>()
  return (cell, key) => {
    const whole = key * 8 + cell.vertices
    const text = texts.get(whole) ?? textOf(cell)
    texts.set(whole, text)
    return text
  }
}
