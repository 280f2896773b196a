const DIGIT_BITS = 11
const DIGITS = 2 ** DIGIT_BITS
const DIGIT_MASK = DIGITS - 1
const SHIFTS = [0, DIGIT_BITS, 2 * DIGIT_BITS] as const

const SIGN = 0x80000000
const LAST = 0xffffffff

// Few enough items that others wait for some milliseconds only.
const STEP = 65_536

// One pass a digit, least significant first; a digit that all keys share moves nothing.
function* sortByWord(
  order: Uint32Array,
  spare: Uint32Array,
  word: Uint32Array,
): Generator<undefined, Uint32Array[]> {
  let [from, to] = [order, spare]
  const starts = new Uint32Array(DIGITS + 1)
  for (const shift of SHIFTS) {
    starts.fill(0)
    for (let at = 0; at < word.length; at++) {
      const digit = ((word[at] as number) >>> shift) & DIGIT_MASK
      starts[digit + 1] = (starts[digit + 1] as number) + 1
    }
    if (starts.includes(word.length)) continue
    for (let digit = 0; digit < DIGITS; digit++) {
      starts[digit + 1] = (starts[digit + 1] as number) + (starts[digit] as number)
    }
    for (let at = 0; at < from.length; at++) {
      const index = from[at] as number
      const digit = ((word[index] as number) >>> shift) & DIGIT_MASK
      const place = starts[digit] as number
      to[place] = index
      starts[digit] = place + 1
    }
    ;[from, to] = [to, from]
    if (word.length > STEP) yield
  }
  return [from, to]
}

/**
 * Orders items by a number: a stable radix sort of the bits of the doubles, the same time whatever
 * they are. NaN comes last, and equal numbers (0 and -0 too) stay as they were. Of many items it yields
 * now and then, so that others get their turn.
 * @param order 0 to length - 1 in the order to begin with; is overwritten
 * @param numberOf by item
 */
export function* radixOrder(
  order: Uint32Array,
  numberOf: (item: number) => number,
): Generator<undefined, Uint32Array> {
  const { length } = order
  const low = new Uint32Array(length)
  const high = new Uint32Array(length)
  const double = new Float64Array(1)
  const words = new Uint32Array(double.buffer)
  const [lowAt, highAt] = isLittleEndian() ? [0, 1] : [1, 0]
  for (let item = 0; item < length; item++) {
    if (item % STEP === STEP - 1) yield
    const value = numberOf(item)
    // Adding 0 makes 0 of -0. As unsigned integers, doubles are in order once the sign bit is
    // flipped, and of negative ones every bit.
    double[0] = value + 0
    const [lower, upper] = [words[lowAt] as number, words[highAt] as number]
    const flipped = upper >= SIGN ? LAST : 0
    const isMissing = Number.isNaN(value)
    low[item] = isMissing ? LAST : lower ^ flipped
    high[item] = isMissing ? LAST : upper ^ SIGN ^ (flipped >>> 1)
  }
  const [byLow, spare] = yield* sortByWord(order, new Uint32Array(length), low)
  const [sorted] = yield* sortByWord(byLow as Uint32Array, spare as Uint32Array, high)
  return sorted as Uint32Array
}

function isLittleEndian(): boolean {
  return new Uint8Array(Uint32Array.of(1).buffer)[0] === 1
}
