import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { pipeline, type Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { IngestError } from '../ingest-error.ts'
import { foreignFile } from './foreign-file.ts'
import type { TableFormat } from './table-format.ts'

type Encoding = TableFormat['encoding']

/**
 * The text of a file in pieces, without its byte order mark, unpacked where it is gzip.
 * @throws IngestError for a cut or damaged gzip file, for one that is no text, and for text of another encoding
 */
export async function* readText(
  path: string,
  name: string,
  encoding: Encoding,
): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true })
  let bytes = 0
  try {
    for await (const chunk of await openBytes(path)) {
      const foreign = bytes === 0 ? foreignFile(chunk, encoding) : null
      if (foreign !== null) throw new IngestError({ file: name, where: null, ...foreign })
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
        ...faultOf(error.code, error.message, encoding),
      },
      { cause: error },
    )
  }
}

async function openBytes(path: string): Promise<Readable> {
  const isPacked = await isGzip(path) // first: what is opened is read at once
  const source = createReadStream(path)
  if (!isPacked) return source
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

const GIVE = 'Give a CSV or JSONL file, plain or packed with gzip.'

function faultOf(code: unknown, message: string, encoding: Encoding) {
  if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') {
    const reason = `the text is not ${encoding.toUpperCase()}`
    const latin1 = 'If it is Latin-1 (Windows-1252), set "encoding": "latin1" in the description.'
    return { reason, fix: encoding === 'utf-8' ? `${latin1} Else save the file in UTF-8.` : GIVE }
  }
  if (code === 'Z_BUF_ERROR') return { reason: 'the gzip file is cut', fix: GIVE }
  const isGzip = String(code).startsWith('Z_')
  const reason = isGzip ? `the gzip file is damaged (${message})` : `it cannot be read (${message})`
  return { reason, fix: GIVE }
}
