const BUCKET_BITS = 19

// Value of a lower-case hexadecimal digit by its character code, 255 for any other character.
const DIGIT = new Uint8Array(256).fill(255)
for (let value = 0; value < 16; value++) DIGIT[value.toString(16).charCodeAt(0)] = value

/**
 * Look-up of a hash among sorted ones without hashing it again: digests are uniform, so their first
 * 19 bits lead to a bucket of about one.
 * @param hashes 4 big-endian words each, ascending
 * @returns function from 32 lower-case hexadecimal digits to the rank, or -1
 */
export function hashIndex(hashes: Uint32Array): (hash: string) => number {
  const count = hashes.length / 4
  const starts = new Uint32Array((1 << BUCKET_BITS) + 1)
  for (let rank = 0; rank < count; rank++) {
    const bucket = (hashes[rank * 4] as number) >>> (32 - BUCKET_BITS)
    starts[bucket + 1] = (starts[bucket + 1] as number) + 1
  }
  for (let bucket = 0; bucket < 1 << BUCKET_BITS; bucket++) {
    starts[bucket + 1] = (starts[bucket + 1] as number) + (starts[bucket] as number)
  }
  const words = new Uint32Array(4)
  return (hash) => {
    if (!readWords(hash, words)) return -1
    const bucket = (words[0] as number) >>> (32 - BUCKET_BITS)
    const end = starts[bucket + 1] as number
    for (let rank = starts[bucket] as number; rank < end; rank++) {
      const at = rank * 4
      if (
        hashes[at] === words[0] &&
        hashes[at + 1] === words[1] &&
        hashes[at + 2] === words[2] &&
        hashes[at + 3] === words[3]
      ) {
        return rank
      }
    }
    return -1
  }
}

function readWords(hash: string, words: Uint32Array): boolean {
  if (hash.length !== 32) return false
  for (let word = 0; word < 4; word++) {
    let value = 0
    for (let at = word * 8; at < word * 8 + 8; at++) {
      const digit = DIGIT[hash.charCodeAt(at)] ?? 255
      if (digit === 255) return false
      value = (value << 4) | digit
    }
    words[word] = value
  }
  return true
}

const TWO_BYTES = 2 ** 16
let quads: string[] | null = null

// Four digits at a time from a table: to format the numbers takes five times as long.
function hexadecimalQuads(): string[] {
  return Array.from({ length: TWO_BYTES }, (_, value) => value.toString(16).padStart(4, '0'))
}

export function hashTextAt(hashes: Uint32Array, rank: number): string {
  quads ??= hexadecimalQuads()
  let text = ''
  for (let at = rank * 4; at < rank * 4 + 4; at++) {
    const word = hashes[at] as number
    text += (quads[word >>> 16] as string) + (quads[word & (TWO_BYTES - 1)] as string)
  }
  return text
}
