const DIGIT_BITS = 11
const DIGITS = 2 ** DIGIT_BITS
const DIGIT_MASK = DIGITS - 1
const SIGN = 0x80000000

// Few enough numbers to be sorted in some milliseconds.
const STEP = 65_536

/** Of the two words of a double in memory, the one with sign and exponent. */
const UPPER = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1 ? 1 : 0
const LOWER = 1 - UPPER

/** A digit of the bits of doubles: which of their words, and how many bits lie below it. */
interface Digit {
  readonly word: number
  readonly shift: number
}

const DIGITS_OF_DOUBLE: readonly Digit[] = [LOWER, UPPER].flatMap((word) =>
  [0, DIGIT_BITS, 2 * DIGIT_BITS].map((shift) => ({ word, shift })),
)

/**
 * Sorts numbers, none of them NaN, ascending. Many are sorted by the digits of their bits; numbers of
 * few significant digits, as predictions and counts are, share most of these and take few passes. It
 * yields between them, so that others get their turn.
 * @param values are overwritten
 * @returns the sorted ones, in `values` or in an array of the same length
 */
export function* sortInSteps(values: Float64Array): Generator<undefined, Float64Array> {
  if (values.length <= STEP) return values.sort()
  const counts = digitCounts(values)
  let from = values
  let to: Float64Array = new Float64Array(values.length)
  for (const [at, digit] of DIGITS_OF_DOUBLE.entries()) {
    const own = counts.subarray(at * DIGITS, (at + 1) * DIGITS)
    if (own.includes(values.length)) continue
    yield
    sortByDigit(from, to, { ...digit, counts: own })
    ;[from, to] = [to, from]
  }
  return from
}

/**
 * As unsigned integers, doubles are in order once the sign bit is flipped, and of negative ones every
 * bit.
 */
function orderedBits(bits: number, upper: number, word: number): number {
  if (upper >= SIGN) return ~bits
  return word === UPPER ? bits ^ SIGN : bits
}

/** By digit, then by its value: how many numbers have it. */
function digitCounts(values: Float64Array): Uint32Array {
  const words = wordsOf(values)
  const counts = new Uint32Array(DIGITS_OF_DOUBLE.length * DIGITS)
  const count = (at: number) => {
    counts[at] = (counts[at] as number) + 1
  }
  for (let at = 0; at < words.length; at += 2) {
    const upper = words[at + UPPER] as number
    const low = orderedBits(words[at + LOWER] as number, upper, LOWER)
    const high = orderedBits(upper, upper, UPPER)
    count(low & DIGIT_MASK)
    count(DIGITS + ((low >>> DIGIT_BITS) & DIGIT_MASK))
    count(2 * DIGITS + (low >>> (2 * DIGIT_BITS)))
    count(3 * DIGITS + (high & DIGIT_MASK))
    count(4 * DIGITS + ((high >>> DIGIT_BITS) & DIGIT_MASK))
    count(5 * DIGITS + (high >>> (2 * DIGIT_BITS)))
  }
  return counts
}

/** Stable. */
function sortByDigit(
  from: Float64Array,
  to: Float64Array,
  { word, shift, counts }: Digit & { readonly counts: Uint32Array },
): void {
  const words = wordsOf(from)
  const places = new Uint32Array(DIGITS)
  for (let digit = 1; digit < DIGITS; digit++) {
    places[digit] = (places[digit - 1] as number) + (counts[digit - 1] as number)
  }
  for (let at = 0; at < from.length; at++) {
    const bits = words[2 * at + word] as number
    const ordered = orderedBits(bits, words[2 * at + UPPER] as number, word)
    const digit = (ordered >>> shift) & DIGIT_MASK
    const place = places[digit] as number
    to[place] = from[at] as number
    places[digit] = place + 1
  }
}

function wordsOf({ buffer, byteOffset, length }: Float64Array): Uint32Array {
  return new Uint32Array(buffer, byteOffset, 2 * length)
}
