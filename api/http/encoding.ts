import { promisify } from 'node:util'
import { brotliCompress, constants, createBrotliCompress, createGzip, gzip } from 'node:zlib'

export type Encoding = 'br' | 'gzip' | 'identity'

/** Shorter answers are one packet either way. */
export const COMPRESSED_LENGTH_MIN = 1400

const MEMORY_MAX = 256
const GZIP = { level: 4 }
const BROTLI_QUALITY = 4
// As a power of two: a stream keeps its window in memory, 4 MiB and tables where nothing is said.
const BROTLI_STREAM_WINDOW = 18

const compressors = { br: promisify(brotliCompress), gzip: promisify(gzip) }

function parse(accepted: string): Encoding {
  const weights = new Map<string, number>()
  for (const one of accepted.toLowerCase().split(',')) {
    const [name = '', ...parameters] = one.split(';').map((part) => part.trim())
    const q = parameters.find((parameter) => parameter.startsWith('q='))
    weights.set(name, q === undefined ? 1 : Number(q.slice(2)) || 0)
  }
  const weightOf = (name: string) => weights.get(name) ?? weights.get('*') ?? 0
  const [br, gz] = [weightOf('br'), weightOf('gzip')]
  const identity = weights.get('identity') ?? 0
  if (Math.max(br, gz) < identity || Math.max(br, gz) === 0) return 'identity'
  return br >= gz ? 'br' : 'gzip'
}

const known = new Map<string, Encoding>()

/** What an Accept-Encoding likes best of what there is. */
export function encodingOf(accepted: string | undefined): Encoding {
  if (accepted === undefined) return 'identity'
  const before = known.get(accepted)
  if (before !== undefined) return before
  const parsed = parse(accepted)
  // Clients send a handful of values; whoever sends others fills no memory.
  if (known.size < MEMORY_MAX) known.set(accepted, parsed)
  return parsed
}

function brotliOptions(length?: number) {
  return {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY,
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
      ...(length === undefined
        ? { [constants.BROTLI_PARAM_LGWIN]: BROTLI_STREAM_WINDOW }
        : { [constants.BROTLI_PARAM_SIZE_HINT]: length }),
    },
  }
}

/** Compresses off the main thread. */
export function compress(
  text: string | Uint8Array,
  encoding: 'br' | 'gzip',
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes =
    encoding === 'br'
      ? compressors.br(text, brotliOptions(text.length))
      : compressors.gzip(text, GZIP)
  return bytes as Promise<Uint8Array<ArrayBuffer>>
}

/** A stream that compresses what goes through it. */
export function compressor(encoding: 'br' | 'gzip') {
  return encoding === 'br' ? createBrotliCompress(brotliOptions()) : createGzip(GZIP)
}
