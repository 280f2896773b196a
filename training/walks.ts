import type { Space } from '../space/space.ts'
import { CheckError } from './check-error.ts'
import { readTable } from './read-table.ts'

/** What the columns of a table of walks can hold. */
export const WALK_COLUMNS = ['walk', 'hash'] as const

/**
 * Walks of a CSV table, each a list of architectures in the order of its rows.
 * @param columns names of the columns with the walk and with the module hash
 * @throws CheckError naming what is missing
 */
export async function readWalks(
  path: string,
  columns: ReadonlyMap<string, string>,
  { idOfHash }: Pick<Space, 'idOfHash'>,
): Promise<number[][]> {
  const [walkColumn, hashColumn] = WALK_COLUMNS.map((name) => columns.get(name) ?? name)
  const { rows } = await readTable(path)
  const walks = new Map<string, number[]>()
  for (const [at, row] of rows.entries()) {
    const [walk, hash] = [row[walkColumn ?? ''], row[hashColumn ?? '']]
    if (walk === undefined || hash === undefined) {
      throw new CheckError(
        `${path} has no column ${walk === undefined ? walkColumn : hashColumn}; it has ${Object.keys(row).join(', ')}. Name it with --column walk=… or --column hash=….`,
      )
    }
    const id = idOfHash(hash)
    if (id < 0) throw new CheckError(`${path}, row ${at + 1}: ${hash} is no architecture's hash.`)
    walks.set(walk, [...(walks.get(walk) ?? []), id])
  }
  return [...walks.values()].filter((walk) => walk.length > 1)
}
