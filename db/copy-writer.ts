const FLOAT8_OID = 701
const ARRAY_HEADER_BYTES = 20

/** Writes rows in the binary format of Postgres' COPY; doubles keep every bit. */
export class CopyWriter {
  #buffer: Buffer
  #length = 0

  constructor(capacity = 1 << 16) {
    this.#buffer = Buffer.allocUnsafe(capacity)
  }

  /** Bytes written since the last `take`. */
  get length(): number {
    return this.#length
  }

  row(columns: number): this {
    this.#reserve(2)
    this.#length = this.#buffer.writeInt16BE(columns, this.#length)
    return this
  }

  null(): this {
    this.#reserve(4)
    this.#length = this.#buffer.writeInt32BE(-1, this.#length)
    return this
  }

  int2(value: number): this {
    this.#field(2)
    this.#length = this.#buffer.writeInt16BE(value, this.#length)
    return this
  }

  int4(value: number): this {
    this.#field(4)
    this.#length = this.#buffer.writeInt32BE(value, this.#length)
    return this
  }

  int8(value: number): this {
    this.#field(8)
    this.#length = this.#buffer.writeBigInt64BE(BigInt(value), this.#length)
    return this
  }

  text(value: string): this {
    const bytes = Buffer.byteLength(value)
    this.#field(bytes)
    this.#length += this.#buffer.write(value, this.#length)
    return this
  }

  bytes(value: Uint8Array): this {
    this.#field(value.byteLength)
    this.#buffer.set(value, this.#length)
    this.#length += value.byteLength
    return this
  }

  /** A `double precision[]` of one dimension, null elements allowed. */
  float8Array(values: readonly (number | null)[]): this {
    let nulls = 0
    for (const value of values) if (value === null) nulls++
    const bytes = ARRAY_HEADER_BYTES + 12 * values.length - 8 * nulls
    this.#field(bytes)
    const buffer = this.#buffer
    let at = this.#length
    at = buffer.writeInt32BE(1, at)
    at = buffer.writeInt32BE(nulls > 0 ? 1 : 0, at)
    at = buffer.writeInt32BE(FLOAT8_OID, at)
    at = buffer.writeInt32BE(values.length, at)
    at = buffer.writeInt32BE(1, at)
    for (const value of values) {
      at = buffer.writeInt32BE(value === null ? -1 : 8, at)
      if (value !== null) at = buffer.writeDoubleBE(value, at)
    }
    this.#length = at
    return this
  }

  /** Hands over what was written and starts anew. */
  take(): Uint8Array {
    const chunk = this.#buffer.subarray(0, this.#length)
    this.#buffer = Buffer.allocUnsafe(this.#buffer.length)
    this.#length = 0
    return chunk
  }

  #field(bytes: number): void {
    this.#reserve(4 + bytes)
    this.#length = this.#buffer.writeInt32BE(bytes, this.#length)
  }

  #reserve(bytes: number): void {
    const needed = this.#length + bytes
    if (needed <= this.#buffer.length) return
    const larger = Buffer.allocUnsafe(Math.max(needed, 2 * this.#buffer.length))
    larger.set(this.#buffer.subarray(0, this.#length))
    this.#buffer = larger
  }
}
