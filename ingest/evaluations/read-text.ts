import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { pipeline, type Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { IngestError } from '../ingest-error.ts'

/**
 * The text of a file in pieces: UTF-8 without its byte order mark, unpacked where it is gzip.
 * @throws IngestError for a cut or damaged gzip file and for text that is not UTF-8
 */
export async function* readText(path: string, name: string): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let bytes = 0
  try {
    for await (const chunk of await openBytes(path)) {
      yield decoder.decode(chunk, { stream: true })
      bytes += chunk.length
    }
    const rest = decoder.decode()
    if (rest !== '') yield rest
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error)) throw error
    throw new IngestError(
      {
        file: name,
        where: `after byte ${bytes}`,
        reason: reasonOf(error.code, error.message),
        fix: 'Give a CSV or JSONL file in UTF-8, plain or packed with gzip.',
      },
      { cause: error },
    )
  }
}

async function openBytes(path: string): Promise<Readable> {
  const source = createReadStream(path)
  if (!(await isGzip(path))) return source
  // pipeline hands an error of either stream to whoever reads the last one.
  return pipeline(source, createGunzip(), () => {})
}

async function isGzip(path: string): Promise<boolean> {
  const file = await open(path)
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(2), 0, 2, 0)
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b
  } finally {
    await file.close()
  }
}

function reasonOf(code: unknown, message: string): string {
  if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return 'the text is not UTF-8'
  if (code === 'Z_BUF_ERROR') return 'the gzip file is cut'
  if (String(code).startsWith('Z_')) return `the gzip file is damaged (${message})`
  return `it cannot be read (${message})`
}
