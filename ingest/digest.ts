import { digestFile, type FileDigest } from '../db/file-digest.ts'
import { messageOf } from '../report/message-of.ts'
import type { Reporter } from '../report/reporter.ts'
import { IngestError } from './ingest-error.ts'

const REPORTED_FROM = 100 * 1024 * 1024

/**
 * SHA-256 of a file, read in pieces; large files report how far they are.
 * @throws IngestError when it cannot be read
 */
export async function digestOf(
  path: string,
  { reporter, totalBytes }: { reporter: Reporter; totalBytes: number },
): Promise<FileDigest> {
  const label = `checking ${path}`
  const isReported = totalBytes >= REPORTED_FROM
  let done = 0
  const onBytes = (bytes: number) => {
    done += bytes
    if (isReported) reporter.progress(label, done, totalBytes)
  }
  const digest = await digestFile(path, onBytes).catch((cause: unknown) => {
    throw unreadable(path, cause)
  })
  if (isReported) reporter.done(label)
  return digest
}

export function unreadable(path: string, cause: unknown): IngestError {
  return new IngestError(
    {
      file: path,
      where: null,
      reason: `it cannot be read (${messageOf(cause)})`,
      fix: 'Check the path and its permissions.',
    },
    { cause },
  )
}
