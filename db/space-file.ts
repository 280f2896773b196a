import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { threadId } from 'node:worker_threads'
import type { Space } from '../space/space.ts'
import { decodeSpace, encodeSpace } from '../space/space-encoding.ts'
import { type Building, buildInThreads } from './build-in-threads.ts'

/** The file of the space in the data folder. */
export const SPACE_FILE = 'space-1.bin'

export interface OpeningSpace extends Building {
  /** Called with the reason if the file cannot be written; the space is returned anyway. */
  readonly onUnwritable?: (error: unknown) => void
}

/**
 * The space from the folder's file, or built (some seconds) and written there. A damaged or cut
 * file is replaced: the space is computed, never data that could be lost.
 */
export async function openSpace(
  folder: string,
  { onUnwritable, ...building }: OpeningSpace = {},
): Promise<Space> {
  const path = join(folder, SPACE_FILE)
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw new Error(`The space cannot be read from ${path}: ${error.message}`, { cause: error })
  })
  const kept = bytes === null ? null : decoded(bytes)
  if (kept !== null) return kept
  const space = await buildInThreads(building)
  try {
    await mkdir(folder, { recursive: true })
    await replaceFile(path, encodeSpace(space))
  } catch (error) {
    onUnwritable?.(error)
  }
  return space
}

function decoded(bytes: Uint8Array): Space | null {
  try {
    return decodeSpace(bytes)
  } catch {
    return null // and replaced; the folder may be read-only, so that it is not removed before
  }
}

// Files that this process has replaced: each has a part of its own, also two of the same path at once.
let replaced = 0

/** Writes a file whole or not at all; nothing half written stays. */
export async function replaceFile(path: string, bytes: Uint8Array): Promise<void> {
  replaced++
  const part = `${path}.${process.pid}-${threadId}-${replaced}.part`
  try {
    await writeFile(part, bytes)
    await rename(part, path)
  } catch (error) {
    await rm(part, { force: true }).catch(() => {}) // the first error is the one to report
    throw error
  }
}
