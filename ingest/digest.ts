import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import type { Reporter } from '../report/reporter.ts'
import { IngestError } from './ingest-error.ts'

export interface Digest {
  /** 64 lower-case hexadecimal digits. */
  readonly sha256: string
  readonly sizeBytes: number
}

const REPORTED_FROM = 100 * 1024 * 1024

/**
 * SHA-256 of a file, read in pieces; large files report how far they are.
 * @throws IngestError when it cannot be read
 */
export async function digestOf(
  path: string,
  progress: { reporter: Reporter; totalBytes: number },
): Promise<Digest> {
  const hash = createHash('sha256')
  const label = `checking ${path}`
  let sizeBytes = 0
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 })) {
      hash.update(chunk)
      sizeBytes += chunk.length
      if (progress.totalBytes >= REPORTED_FROM) {
        progress.reporter.progress(label, sizeBytes, progress.totalBytes)
      }
    }
  } catch (cause) {
    throw unreadable(path, cause)
  }
  if (progress.totalBytes >= REPORTED_FROM) progress.reporter.done(label)
  return { sha256: hash.digest('hex'), sizeBytes }
}

export function unreadable(path: string, cause: unknown): IngestError {
  return new IngestError(
    {
      file: path,
      where: null,
      reason: `it cannot be read (${cause instanceof Error ? cause.message : String(cause)})`,
      fix: 'Check the path and its permissions.',
    },
    { cause },
  )
}
