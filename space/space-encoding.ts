import { LABELLED_GRAPH_COUNT } from './labelled-graphs.ts'
import { ARCHITECTURE_COUNT, type Space, spaceOf } from './space.ts'
import { wordDigest } from './word-digest.ts'

// 'EONS' and the version of the layout: header of 4 words, 16 bytes of MD5, then the tables.
const MAGIC = 0x534e4f45
const VERSION = 1
const HEADER_WORDS = 8
const WORDS = ARCHITECTURE_COUNT * 5 + LABELLED_GRAPH_COUNT

/** The space's tables as 13.6 MB of little-endian words with a digest; `decodeSpace` reads them. */
export function encodeSpace(space: Space): Uint8Array<ArrayBuffer> {
  const { hashes, forms, ids } = space.tables
  const words = new Uint32Array(HEADER_WORDS + WORDS)
  words.set([MAGIC, VERSION, ARCHITECTURE_COUNT, LABELLED_GRAPH_COUNT])
  words.set(hashes, HEADER_WORDS)
  words.set(forms, HEADER_WORDS + hashes.length)
  words.set(ids, HEADER_WORDS + hashes.length + forms.length)
  words.set(wordDigest(words.subarray(HEADER_WORDS)), 4)
  return new Uint8Array(words.buffer)
}

/** @throws Error where the bytes are of another version, cut short or damaged */
export function decodeSpace(bytes: Uint8Array): Space {
  if (bytes.byteLength !== (HEADER_WORDS + WORDS) * 4) {
    throw new Error(
      `The space has ${bytes.byteLength} bytes instead of ${(HEADER_WORDS + WORDS) * 4}; delete the file to have it built again.`,
    )
  }
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice()
  const words = new Uint32Array(aligned.buffer, aligned.byteOffset, HEADER_WORDS + WORDS)
  if (words[0] !== MAGIC || words[1] !== VERSION) {
    throw new Error(
      'The bytes are no space of this version; delete the file to have it built again.',
    )
  }
  if (wordDigest(words.subarray(HEADER_WORDS)).some((word, at) => word !== words[4 + at])) {
    throw new Error('The space is damaged (wrong digest); delete the file to have it built again.')
  }
  const hashesEnd = HEADER_WORDS + ARCHITECTURE_COUNT * 4
  const formsEnd = hashesEnd + ARCHITECTURE_COUNT
  return spaceOf({
    hashes: words.subarray(HEADER_WORDS, hashesEnd),
    forms: words.subarray(hashesEnd, formsEnd),
    ids: words.subarray(formsEnd),
  })
}
