import { statfsSync } from 'node:fs'

export const megabytes = (bytes: number) => `${Math.round(bytes / 1e6).toLocaleString('en-GB')} MB`

/** Bytes that are free on the disk of a folder. @throws Error where there is no such folder */
export function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder)
  return bavail * bsize
}

export interface Needed {
  /** What needs the room, as the subject of a sentence. */
  readonly what: string
  readonly bytes: number
  /** What whoever reads the error can do beside freeing some. */
  readonly remedy: string
}

/** A full disk as an error: where, how much is free and how much is needed. */
export function diskFull(folder: string, { what, bytes, remedy }: Needed, cause?: unknown): Error {
  return new Error(
    `The disk of ${folder} is full: ${megabytes(freeBytes(folder))} are free, and ${what} needs ${megabytes(bytes)}. Free some, ${remedy}.`,
    cause === undefined ? {} : { cause },
  )
}

/** @throws Error naming the folder, what is free and what is needed, where that is not free */
export function assertFree(folder: string, needed: Needed): void {
  if (freeBytes(folder) < needed.bytes) throw diskFull(folder, needed)
}
