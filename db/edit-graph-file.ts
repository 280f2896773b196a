import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { buildingEditGraph, type NeighbourGraph } from '../space/edit-graph.ts'
import { decodeEditGraph, encodeEditGraph } from '../space/edit-graph-encoding.ts'
import type { Space } from '../space/space.ts'
import { replaceFile } from './space-file.ts'

const FILE_NAME = 'graph-edit-1.bin'

/**
 * Reads the edit graph from the folder's file, or builds it (about two seconds) and writes it there.
 * A damaged or cut file is replaced: the graph is computed from the space.
 * @param onUnwritable told why the file cannot be kept; the graph is there all the same
 * @throws Error where the file exists and cannot be read
 */
export async function openEditGraph(
  folder: string,
  space: Space,
  onUnwritable?: (error: unknown) => void,
): Promise<NeighbourGraph> {
  const path = join(folder, FILE_NAME)
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw new Error(`The edit graph cannot be read from ${path}: ${error.message}`, {
      cause: error,
    })
  })
  const kept = bytes === null ? null : decoded(bytes)
  if (kept !== null) return kept
  const building = buildingEditGraph(space)
  let step = building.next()
  while (!step.done) {
    await setImmediate() // a server answers that it is not ready yet
    step = building.next()
  }
  try {
    await mkdir(folder, { recursive: true })
    await replaceFile(path, encodeEditGraph(step.value))
  } catch (error) {
    onUnwritable?.(error)
  }
  return step.value
}

function decoded(bytes: Uint8Array): NeighbourGraph | null {
  try {
    return decodeEditGraph(bytes)
  } catch {
    return null // and replaced; the folder may be read-only, so that it is not removed before
  }
}
