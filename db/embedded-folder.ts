import { existsSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { assertFree, diskFull, freeBytes, type Needed } from './disk.ts'

/** What a first start writes: 540 MB with the built-in instances, its log included. */
const EMPTY_BYTES_MIN = 700e6
/** What a later start needs for its log and its checks. */
const FILLED_BYTES_MIN = 100e6
/** The log grows by 17 MB at once; with less, nothing can be written. */
const WRITING_BYTES_MIN = 24e6
const WATCH_MS = 200

/** Whether a data directory is one: this file of a new one is written last. */
export const isFilled = (directory: string) => existsSync(join(directory, 'PG_VERSION'))

/**
 * An embedded database that finds its disk full ends without a word, so the disk is looked at before.
 * @param folder that exists
 * @throws Error naming the folder, what is free and what is needed
 */
export function checkDisk(folder: string): void {
  assertFree(folder, needed(isFilled(join(folder, 'pglite')) ? FILLED_BYTES_MIN : EMPTY_BYTES_MIN))
}

const needed = (bytes: number): Needed => ({
  what: 'the embedded database',
  bytes,
  remedy: 'set DATA_FOLDER to a folder on another disk, or set DATABASE_URL to a Postgres server',
})

/**
 * Watches the disk of an open database. One that finds it full ends with whatever error its code meets
 * first, or goes round for ever; its log makes the end good once there is room.
 * @param onFull called once, with what to tell
 * @returns ends the watch
 */
export function watchDisk(folder: string, onFull: (error: Error) => void): () => void {
  const watch = setInterval(() => {
    if (freeBytes(folder) >= WRITING_BYTES_MIN) return
    clearInterval(watch)
    onFull(diskFull(folder, needed(EMPTY_BYTES_MIN)))
  }, WATCH_MS)
  watch.unref()
  return () => clearInterval(watch)
}

/**
 * What to tell where the embedded database could not be opened. A damaged one is set aside, so that
 * the next start begins anew and nothing of it is lost.
 */
export function openingFailure(folder: string, error: unknown): Error {
  const why = error instanceof Error ? error.message : String(error)
  try {
    checkDisk(folder)
  } catch (full) {
    return full as Error
  }
  if (!isFilled(join(folder, 'pglite'))) {
    return new Error(`The embedded database in ${folder} cannot be made: ${why}`, { cause: error })
  }
  const path = join(folder, 'pglite')
  const aside = `${path}.damaged-${new Date().toISOString().replaceAll(/[:.]/g, '-')}`
  renameSync(path, aside)
  return new Error(
    `The embedded database in ${path} is damaged and cannot be opened (${why}). It is now ${aside}. Start again to rebuild the built-in instances from their sources; ingest your own files again, or stop the service and put a backup in its place.`,
    { cause: error },
  )
}
