import { becomesZero } from '../../fitness/too-small.ts'
import { JSON_COMMAS_MAX, JSON_CONTAINERS_MAX, JSON_DEPTH_MAX, JSON_FIELDS_MAX } from './limits.ts'

const QUOTE = 34
const COMMA = 44
const COLON = 58
const PLUS = 43
const MINUS = 45
const POINT = 46
const ZERO = 48
const NINE = 57
// What lower-case letters have and upper-case ones have not.
const LOWER = 32
const EXPONENT = 101
const OPEN_ARRAY = 91
const BACKSLASH = 92
const CLOSE_ARRAY = 93
const OPEN_OBJECT = 123
const CLOSE_OBJECT = 125

const isNumeral = (code: number | undefined) =>
  code !== undefined &&
  ((code >= ZERO && code <= NINE) ||
    code === POINT ||
    code === MINUS ||
    code === PLUS ||
    (code | LOWER) === EXPONENT)

// The number around its decimal point or exponent, and where it ends.
function numberAround(json: Uint8Array, at: number): { text: string; end: number } {
  let [from, end] = [at, at + 1]
  while (isNumeral(json[from - 1])) from--
  while (isNumeral(json[end])) end++
  return { text: Buffer.from(json.subarray(from, end)).toString('latin1'), end }
}

const STEP = 4
const EACH = 0x01010101
const TOP_BITS = 0x80808080

// Whether one of the four bytes of a word is 0.
const hasZero = (word: number) => ((word - EACH) & ~word & TOP_BITS) !== 0

// Where the string that begins at `from` ends. Strings are most of a batch: four bytes at a time.
function endOfString(view: DataView, from: number): number {
  const { byteLength } = view
  let at = from + 1
  for (;;) {
    while (at <= byteLength - STEP) {
      const word = view.getInt32(at, true)
      if (hasZero(word ^ (QUOTE * EACH)) || hasZero(word ^ (BACKSLASH * EACH))) break
      at += STEP
    }
    let code = 0
    while (at < byteLength && code !== BACKSLASH) {
      code = view.getUint8(at)
      if (code === QUOTE) return at
      at += code === BACKSLASH ? 2 : 1
    }
    if (at >= byteLength) return at
  }
}

/**
 * What of a text is more than any request needs, found before it is parsed: parsing takes far longer.
 * @param json UTF-8, which need not be JSON
 * @returns null where nothing is
 */
export function excessOf(json: Uint8Array): string | null {
  let depth = 0
  let containers = 0
  let fields = 0
  let commas = 0
  const { length } = json
  const view = new DataView(json.buffer, json.byteOffset, length)
  for (let at = 0; at < length; at++) {
    const code = json[at] as number
    if (code === QUOTE) at = endOfString(view, at)
    else if (code === COMMA) commas++
    else if (code === POINT || ((code | LOWER) === EXPONENT && json[at + 1] === MINUS)) {
      const { text, end } = numberAround(json, at)
      if (becomesZero(text)) return `the number ${text}, which is too small: it would become 0`
      at = end - 1
    } else if (code >= COLON) {
      if (code === OPEN_ARRAY || code === OPEN_OBJECT) {
        depth++
        containers++
        if (depth > JSON_DEPTH_MAX)
          return `arrays and objects more than ${JSON_DEPTH_MAX} deep in each other`
        if (containers > JSON_CONTAINERS_MAX)
          return `more than ${JSON_CONTAINERS_MAX} arrays and objects`
      } else if (code === CLOSE_ARRAY || code === CLOSE_OBJECT) depth--
      else if (code === COLON && ++fields > JSON_FIELDS_MAX)
        return `more than ${JSON_FIELDS_MAX} fields`
    }
  }
  return commas > JSON_COMMAS_MAX ? `more than ${JSON_COMMAS_MAX} commas between values` : null
}
