import { PickleError } from './pickle-error.ts'

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Reads a pickle's arguments, little-endian but for floats; every read is checked for its length. */
export class PickleReader {
  position = 0
  readonly #bytes: Uint8Array
  readonly #view: DataView

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  get remaining(): number {
    return this.#bytes.length - this.position
  }

  take(length: number): number {
    if (length > this.remaining) {
      throw new PickleError(
        this.position,
        `${length} bytes are announced and ${this.remaining} are left: the pickle is truncated`,
      )
    }
    const start = this.position
    this.position += length
    return start
  }

  uint8 = (): number => this.#view.getUint8(this.take(1))
  uint16 = (): number => this.#view.getUint16(this.take(2), true)
  uint32 = (): number => this.#view.getUint32(this.take(4), true)
  int32 = (): number => this.#view.getInt32(this.take(4), true)
  float64 = (): number => this.#view.getFloat64(this.take(8), false)

  /** A length of 8 bytes. */
  length64(): number {
    const start = this.take(8)
    const length = this.#view.getBigUint64(start, true)
    // Larger ones cannot be in any input; they end in the message of `take`.
    return length > BigInt(Number.MAX_SAFE_INTEGER) ? Number.MAX_SAFE_INTEGER : Number(length)
  }

  /** A two's-complement integer of that many bytes. */
  long(length: number): number {
    const start = this.take(length)
    if (length > 8) throw new PickleError(start, `an integer of ${length} bytes is not supported`)
    let value = 0n
    for (let i = length - 1; i >= 0; i--) {
      value = (value << 8n) | BigInt(this.#view.getUint8(start + i))
    }
    return exactInteger(BigInt.asIntN(8 * length, value), start)
  }

  bytes(length: number): Uint8Array {
    const start = this.take(length)
    return this.#bytes.subarray(start, start + length)
  }

  text(length: number): string {
    const start = this.position
    return decode(this.bytes(length), start)
  }

  /** Text up to a line feed, which is read as well. */
  line(): string {
    const start = this.position
    const end = this.#bytes.indexOf(10, start)
    if (end < 0) throw new PickleError(start, 'a line without an end: the pickle is truncated')
    const text = this.text(end - start)
    this.take(1)
    return text
  }
}

export function exactInteger(value: bigint, offset: number): number {
  const number = Number(value)
  if (!Number.isSafeInteger(number)) {
    throw new PickleError(offset, `the integer ${value} is too large for an exact number`)
  }
  return number
}

function decode(bytes: Uint8Array, offset: number): string {
  try {
    return UTF8.decode(bytes)
  } catch (cause) {
    if (cause instanceof TypeError) throw new PickleError(offset, 'text that is not UTF-8')
    throw cause
  }
}
