import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import type { NeighbourGraph, Operator } from '../space/neighbour-graph.ts'
import { decodeNeighbourGraph, encodeNeighbourGraph } from '../space/neighbour-graph-encoding.ts'
import { BUILDING } from '../space/neighbour-graphs.ts'
import type { Space } from '../space/space.ts'
import { replaceFile } from './space-file.ts'

/** The file of an operator's graph in the data folder. */
export const graphFileName = (operator: Operator): string => `${operator}-1.bin`

/**
 * Reads the graph of an operator from the folder's file, or builds it (about two seconds) and writes it.
 * A damaged or cut file is replaced: the graph is computed from the space.
 * @param onUnwritable called with the reason if the file cannot be written; the graph is returned anyway
 * @throws Error where the file exists and cannot be read
 */
export async function openNeighbourGraph(
  folder: string,
  space: Space,
  operator: Operator,
  onUnwritable?: (error: unknown) => void,
): Promise<NeighbourGraph> {
  const path = join(folder, graphFileName(operator))
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw new Error(`The ${operator} graph cannot be read from ${path}: ${error.message}`, {
      cause: error,
    })
  })
  const kept = bytes === null ? null : decoded(bytes, operator)
  if (kept !== null) return kept
  const building = BUILDING[operator](space)
  let step = building.next()
  while (!step.done) {
    await setImmediate() // a server answers that it is not ready yet
    step = building.next()
  }
  try {
    await mkdir(folder, { recursive: true })
    await replaceFile(path, encodeNeighbourGraph(step.value, operator))
  } catch (error) {
    onUnwritable?.(error)
  }
  return step.value
}

function decoded(bytes: Uint8Array, operator: Operator): NeighbourGraph | null {
  try {
    return decodeNeighbourGraph(bytes, operator)
  } catch {
    return null // and replaced; the folder may be read-only, so that it is not removed before
  }
}
