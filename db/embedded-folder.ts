import { existsSync, renameSync, statfsSync } from 'node:fs'
import { join } from 'node:path'

/** What a first start writes: 540 MB with the built-in instances, its log included. */
const EMPTY_BYTES_MIN = 700e6
/** What a later start needs for its log and its checks. */
const FILLED_BYTES_MIN = 100e6

const megabytes = (bytes: number) => `${Math.round(bytes / 1e6).toLocaleString('en-GB')} MB`

function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder)
  return bavail * bsize
}

const isFilled = (folder: string) => existsSync(join(folder, 'pglite', 'PG_VERSION'))

/**
 * An embedded database that finds its disk full ends without a word, so the disk is looked at before.
 * @param folder that exists
 * @throws Error naming the folder, what is free and what is needed
 */
export function checkDisk(folder: string): void {
  const needed = isFilled(folder) ? FILLED_BYTES_MIN : EMPTY_BYTES_MIN
  const free = freeBytes(folder)
  if (free >= needed) return
  throw new Error(
    `The disk of ${folder} is full: ${megabytes(free)} are free, and the embedded database needs ${megabytes(needed)}. Free some, set DATA_FOLDER to a folder on another disk, or set DATABASE_URL to a Postgres server.`,
  )
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
  if (!isFilled(folder)) {
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
