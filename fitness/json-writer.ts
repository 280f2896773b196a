const BYTES_FIRST = 1024 * 1024
const BYTES_KEPT_MAX = 16 * 1024 * 1024
// The longest is like -0.0000010074581950902939, 25 characters; an entry has room for 31.
const NUMBER_BYTES_MAX = 32
const SLACK_BYTES = 64

// Of a single-precision number: sign and exponent, then 13 bits of the mantissa, then 10 that are 0
// where it has no more than 14 significant bits.
const LAST_BITS = 10
const MIDDLE_BITS = 13
const single = new Float32Array(1)
const bits = new Uint32Array(single.buffer)
const kept: (Entries | undefined)[] = new Array(2 ** (32 - LAST_BITS - MIDDLE_BITS))

const ascii = new TextEncoder()
const zero = '0'.charCodeAt(0)

// ASCII is written eight bytes at a time, as double-precision numbers: no such bytes are a NaN, whose
// bits might change on the way.
const LITTLE_ENDIAN = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1
const STEP = 8

/** A text of ASCII, ready to be written. */
export interface Literal {
  readonly text: string
  readonly steps: Float64Array
  readonly length: number
}

export function literal(text: string): Literal {
  const steps = new Float64Array(Math.ceil(text.length / STEP))
  ascii.encodeInto(text, new Uint8Array(steps.buffer))
  return { text, steps, length: text.length }
}

interface Entries {
  /** Text and, in its last byte, its length: 32 bytes an entry. */
  readonly bytes: Uint8Array
  readonly steps: Float64Array
}

function numberOf(word: number): number {
  bits[0] = word
  return single[0] as number
}

function keptEntries(row: number): Entries {
  const steps = new Float64Array((NUMBER_BYTES_MAX / STEP) * 2 ** MIDDLE_BITS)
  const entries = { steps, bytes: new Uint8Array(steps.buffer) }
  kept[row] = entries
  return entries
}

function fill({ bytes }: Entries, entry: number, value: number): number {
  const text = JSON.stringify(value)
  const end = (entry + 1) * NUMBER_BYTES_MAX
  ascii.encodeInto(text, bytes.subarray(end - NUMBER_BYTES_MAX, end))
  bytes[end - 1] = text.length
  return text.length
}

// Four hexadecimal digits by their value, as a word to write.
let quads: Uint32Array | null = null

function hexadecimalQuads(): Uint32Array {
  const words = new Uint32Array(2 ** 16)
  const bytes = new Uint8Array(words.buffer)
  for (let value = 0; value < words.length; value++) {
    ascii.encodeInto(value.toString(16).padStart(4, '0'), bytes.subarray(4 * value))
  }
  return words
}

interface Room {
  readonly bytes: Buffer<ArrayBuffer>
  readonly view: DataView
}

function roomOf(length: number): Room {
  const bytes = Buffer.from(new ArrayBuffer(length))
  return { bytes, view: new DataView(bytes.buffer) }
}

let free: Room | null = null

/**
 * Writes JSON as bytes, without objects or strings in between that the garbage collector would have
 * to move. Numbers of at most 14 significant bits, as predictions are, are formatted once and kept,
 * since there are few of them and to format one takes long.
 */
export class JsonWriter {
  #bytes: Buffer<ArrayBuffer>
  #view: DataView
  #length = 0

  constructor() {
    const { bytes, view } = free ?? roomOf(BYTES_FIRST)
    free = null
    this.#bytes = bytes
    this.#view = view
  }

  #reserve(bytes: number): void {
    if (this.#length + bytes + SLACK_BYTES <= this.#bytes.length) return
    const grown = roomOf(2 * (this.#bytes.length + bytes + SLACK_BYTES))
    grown.bytes.set(this.#bytes.subarray(0, this.#length))
    this.#bytes = grown.bytes
    this.#view = grown.view
  }

  literal({ steps, length }: Literal): void {
    this.#reserve(length)
    const view = this.#view
    let at = this.#length
    for (let step = 0; step < steps.length; step++, at += STEP) {
      view.setFloat64(at, steps[step] as number, LITTLE_ENDIAN)
    }
    this.#length += length
  }

  /** @param text of characters below U+0080, which is not checked */
  ascii(text: string): void {
    this.#reserve(text.length)
    const bytes = this.#bytes
    const from = this.#length
    for (let at = 0; at < text.length; at++) bytes[from + at] = text.charCodeAt(at)
    this.#length = from + text.length
  }

  text(text: string): void {
    const bytes = ascii.encode(text)
    this.#reserve(bytes.length)
    this.#bytes.set(bytes, this.#length)
    this.#length += bytes.length
  }

  /** As JSON.stringify writes it. */
  number(value: number): void {
    this.#reserve(NUMBER_BYTES_MAX)
    if (value >= 0 && value === value >>> 0) this.#integer(value)
    else this.#fraction(value)
  }

  #integer(value: number): void {
    const bytes = this.#bytes
    let digits = 1
    for (let limit = 10; limit <= value; limit *= 10) digits++
    let rest = value
    for (let at = this.#length + digits - 1; at >= this.#length; at--) {
      const next = (rest / 10) >>> 0
      bytes[at] = zero + rest - next * 10
      rest = next
    }
    this.#length += digits
  }

  #fraction(value: number): void {
    single[0] = value
    const word = bits[0] as number
    if (single[0] === value && (word & (2 ** LAST_BITS - 1)) === 0) this.#short(word)
    else this.ascii(Number.isFinite(value) ? String(value) : 'null')
  }

  /** Writes a number of single precision by its bits, as `number` does. */
  single(word: number): void {
    this.#reserve(NUMBER_BYTES_MAX)
    if ((word & (2 ** LAST_BITS - 1)) === 0) this.#short(word)
    else this.number(numberOf(word))
  }

  /**
   * Fetches the texts of numbers that will be written: asked for together, memory brings them at the
   * same time, and one after the other it does not.
   */
  fetch(words: Uint32Array): void {
    let lengths = 0
    for (let at = 0; at < words.length; at++) {
      const word = words[at] as number
      const entry = (word >>> LAST_BITS) & (2 ** MIDDLE_BITS - 1)
      lengths +=
        kept[word >>> (LAST_BITS + MIDDLE_BITS)]?.bytes[(entry + 1) * NUMBER_BYTES_MAX - 1] ?? 0
    }
    this.#reserve(lengths)
  }

  #short(word: number): void {
    const row = word >>> (LAST_BITS + MIDDLE_BITS)
    const entries = kept[row] ?? keptEntries(row)
    const entry = (word >>> LAST_BITS) & (2 ** MIDDLE_BITS - 1)
    const { steps, bytes } = entries
    const known = bytes[entry * NUMBER_BYTES_MAX + NUMBER_BYTES_MAX - 1] as number
    const length = known > 0 ? known : fill(entries, entry, numberOf(word))
    const view = this.#view
    const at = this.#length
    const from = entry * (NUMBER_BYTES_MAX / STEP)
    view.setFloat64(at, steps[from] as number, LITTLE_ENDIAN)
    view.setFloat64(at + STEP, steps[from + 1] as number, LITTLE_ENDIAN)
    if (length > 2 * STEP) {
      view.setFloat64(at + 2 * STEP, steps[from + 2] as number, LITTLE_ENDIAN)
      view.setFloat64(at + 3 * STEP, steps[from + 3] as number, LITTLE_ENDIAN)
    }
    this.#length = at + length
  }

  /** Eight lower-case hexadecimal digits of each of a few 32-bit words. */
  hexadecimal(words: Uint32Array, from: number, to: number): void {
    quads ??= hexadecimalQuads()
    this.#reserve(8 * (to - from))
    const view = this.#view
    let at = this.#length
    for (let step = from; step < to; step++, at += 8) {
      const word = words[step] as number
      view.setUint32(at, quads[word >>> 16] as number, LITTLE_ENDIAN)
      view.setUint32(at + 4, quads[word & (2 ** 16 - 1)] as number, LITTLE_ENDIAN)
    }
    this.#length = at
  }

  #leave(): void {
    if (this.#bytes.length <= BYTES_KEPT_MAX) free = { bytes: this.#bytes, view: this.#view }
  }

  /** What was written; nothing may be written after. */
  finish(): Uint8Array<ArrayBuffer> {
    const written = Uint8Array.prototype.slice.call(this.#bytes, 0, this.#length)
    this.#leave()
    return written as Uint8Array<ArrayBuffer>
  }

  /** The same as a string, which of a short answer is sent faster than bytes are. */
  finishText(): string {
    const written = this.#bytes.toString('utf8', 0, this.#length)
    this.#leave()
    return written
  }
}
