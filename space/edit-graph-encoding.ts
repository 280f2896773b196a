import type { NeighbourGraph } from './edit-graph.ts'
import { ARCHITECTURE_COUNT } from './space.ts'
import { wordDigest } from './word-digest.ts'

// 'EOGE' and the version of the layout: header of 4 words, 16 bytes of MD5, then the rows.
const MAGIC = 0x45474f45
const VERSION = 1
const HEADER_WORDS = 8
const OFFSETS = ARCHITECTURE_COUNT + 1

// Zeros fill the words up to whole blocks of the digest, which then needs no copy.
const contentWords = (neighbours: number) => Math.ceil((OFFSETS + neighbours) / 16) * 16

/**
 * The graph of the whole space as 38.3 MB of little-endian words with a digest;
 * `decodeEditGraph` reads them.
 */
export function encodeEditGraph({ offsets, neighbours }: NeighbourGraph): Uint8Array<ArrayBuffer> {
  const words = new Uint32Array(HEADER_WORDS + contentWords(neighbours.length))
  words.set([MAGIC, VERSION, ARCHITECTURE_COUNT, neighbours.length])
  words.set(offsets, HEADER_WORDS)
  words.set(neighbours, HEADER_WORDS + OFFSETS)
  words.set(wordDigest(words.subarray(HEADER_WORDS)), 4)
  return new Uint8Array(words.buffer)
}

/** @throws Error where the bytes are of another version, cut short or damaged */
export function decodeEditGraph(bytes: Uint8Array): NeighbourGraph {
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice()
  const words = new Uint32Array(
    aligned.buffer,
    aligned.byteOffset,
    Math.floor(aligned.byteLength / 4),
  )
  if (words[0] !== MAGIC || words[1] !== VERSION || words[2] !== ARCHITECTURE_COUNT) {
    throw new Error(
      'The bytes are no edit graph of this version; delete the file to have it built again.',
    )
  }
  const expected = (HEADER_WORDS + contentWords(words[3] as number)) * 4
  if (bytes.byteLength !== expected) {
    throw new Error(
      `The edit graph has ${bytes.byteLength} bytes instead of ${expected}; delete the file to have it built again.`,
    )
  }
  if (wordDigest(words.subarray(HEADER_WORDS)).some((word, at) => word !== words[4 + at])) {
    throw new Error(
      'The edit graph is damaged (wrong digest); delete the file to have it built again.',
    )
  }
  return {
    size: ARCHITECTURE_COUNT,
    offsets: words.subarray(HEADER_WORDS, HEADER_WORDS + OFFSETS),
    neighbours: words.subarray(HEADER_WORDS + OFFSETS).subarray(0, words[3]),
  }
}
