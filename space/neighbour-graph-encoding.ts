import { type NeighbourGraph, OPERATORS, type Operator } from './neighbour-graph.ts'
import { ARCHITECTURE_COUNT } from './space.ts'
import { wordDigest } from './word-digest.ts'

// 'EOGN' and the version of the layout: header of 5 words, 16 bytes of MD5 from word 8, then the rows.
const MAGIC = 0x4e474f45
const VERSION = 1
const DIGEST_AT = 8
const HEADER_WORDS = 12
const OFFSETS = ARCHITECTURE_COUNT + 1

// Zeros fill the words up to whole blocks of the digest, which then needs no copy.
const contentWords = (neighbours: number) => Math.ceil((OFFSETS + neighbours) / 16) * 16

/** A graph of the whole space as little-endian words with a digest; `decodeNeighbourGraph` reads them. */
export function encodeNeighbourGraph(
  { offsets, neighbours }: NeighbourGraph,
  operator: Operator,
): Uint8Array<ArrayBuffer> {
  const words = new Uint32Array(HEADER_WORDS + contentWords(neighbours.length))
  words.set([MAGIC, VERSION, ARCHITECTURE_COUNT, neighbours.length, OPERATORS.indexOf(operator)])
  words.set(offsets, HEADER_WORDS)
  words.set(neighbours, HEADER_WORDS + OFFSETS)
  words.set(wordDigest(words.subarray(HEADER_WORDS)), DIGEST_AT)
  return new Uint8Array(words.buffer)
}

/** @throws Error where the bytes are of another version or operator, cut short or damaged */
export function decodeNeighbourGraph(bytes: Uint8Array, operator: Operator): NeighbourGraph {
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice()
  const words = new Uint32Array(
    aligned.buffer,
    aligned.byteOffset,
    Math.floor(aligned.byteLength / 4),
  )
  const header = [MAGIC, VERSION, ARCHITECTURE_COUNT, words[3], OPERATORS.indexOf(operator)]
  if (header.some((word, at) => word === undefined || words[at] !== word)) {
    throw new Error(
      `The bytes are no ${operator} graph of this version; delete the file to have it built again.`,
    )
  }
  const expected = (HEADER_WORDS + contentWords(words[3] as number)) * 4
  if (bytes.byteLength !== expected) {
    throw new Error(
      `The ${operator} graph has ${bytes.byteLength} bytes instead of ${expected}; delete the file to have it built again.`,
    )
  }
  if (wordDigest(words.subarray(HEADER_WORDS)).some((word, at) => word !== words[DIGEST_AT + at])) {
    throw new Error(
      `The ${operator} graph is damaged (wrong digest); delete the file to have it built again.`,
    )
  }
  return {
    size: ARCHITECTURE_COUNT,
    offsets: words.subarray(HEADER_WORDS, HEADER_WORDS + OFFSETS),
    neighbours: words.subarray(HEADER_WORDS + OFFSETS).subarray(0, words[3]),
  }
}
