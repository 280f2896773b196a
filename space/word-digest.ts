import { md5Blocks } from './md5.ts'

const BLOCK_WORDS = 16

/**
 * A digest of words for files that the space writes: MD5 of them filled up with zeros to whole
 * blocks, without MD5's own padding, because their number is checked beside it.
 * @returns 4 words
 */
export function wordDigest(words: Uint32Array): Uint32Array {
  const blocks = Math.ceil(words.length / BLOCK_WORDS)
  const digest = new Int32Array(4)
  if (words.length % BLOCK_WORDS === 0) {
    // Without a copy, which of large tables takes as much memory again.
    md5Blocks(new Int32Array(words.buffer, words.byteOffset, words.length), blocks, digest)
  } else {
    const padded = new Int32Array(blocks * BLOCK_WORDS)
    padded.set(words)
    md5Blocks(padded, blocks, digest)
  }
  return Uint32Array.from(digest, (word) => word >>> 0)
}
