import { JSON_COMMAS_MAX, JSON_CONTAINERS_MAX, JSON_DEPTH_MAX, JSON_FIELDS_MAX } from './limits.ts'

const COMMA = 44
const COLON = 58
const QUOTE = 34
const BACKSLASH = 92
const OPEN_ARRAY = 91
const CLOSE_ARRAY = 93
const OPEN_OBJECT = 123
const CLOSE_OBJECT = 125

// Where the string that begins at `from` ends: at the next quote before which the backslashes pair up.
function endOfString(text: string, from: number): number {
  let at = from
  for (;;) {
    at = text.indexOf('"', at + 1)
    if (at < 0) return text.length
    let backslashes = 0
    while (text.charCodeAt(at - 1 - backslashes) === BACKSLASH) backslashes++
    if (backslashes % 2 === 0) return at
  }
}

/**
 * What of a text is more than any request needs, found before it is parsed: parsing takes far longer.
 * The text need not be JSON.
 * @returns null where nothing is
 */
export function excessOf(text: string): string | null {
  let [depth, containers, fields, commas] = [0, 0, 0, 0]
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === COMMA) commas++
    else if (code === QUOTE) at = endOfString(text, at)
    else if (code === OPEN_ARRAY || code === OPEN_OBJECT) {
      if (++depth > JSON_DEPTH_MAX) {
        return `arrays and objects more than ${JSON_DEPTH_MAX} deep in each other`
      }
      if (++containers > JSON_CONTAINERS_MAX) {
        return `more than ${JSON_CONTAINERS_MAX} arrays and objects`
      }
    } else if (code === CLOSE_ARRAY || code === CLOSE_OBJECT) depth--
    else if (code === COLON && ++fields > JSON_FIELDS_MAX) {
      return `more than ${JSON_FIELDS_MAX} fields`
    }
  }
  return commas > JSON_COMMAS_MAX ? `more than ${JSON_COMMAS_MAX} commas between values` : null
}
