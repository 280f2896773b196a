/** A message in the protocol buffers wire format, written field by field. */
export class ProtobufWriter {
  readonly #chunks: Uint8Array[] = []

  int(field: number, value: number): this {
    this.#tag(field, 0)
    this.#varint(value)
    return this
  }

  float(field: number, value: number): this {
    this.#tag(field, 5)
    this.#chunks.push(new Uint8Array(Float32Array.of(value).buffer))
    return this
  }

  /** A repeated field, packed. */
  ints(field: number, values: Iterable<number>): this {
    const packed = new ProtobufWriter()
    for (const value of values) packed.#varint(value)
    return this.bytes(field, packed.finish())
  }

  text(field: number, value: string): this {
    return this.bytes(field, new TextEncoder().encode(value))
  }

  bytes(field: number, value: Uint8Array): this {
    this.#tag(field, 2)
    this.#varint(value.length)
    this.#chunks.push(value)
    return this
  }

  message(field: number, write: (message: ProtobufWriter) => void): this {
    const message = new ProtobufWriter()
    write(message)
    return this.bytes(field, message.finish())
  }

  /** A field as it was read. */
  encoded(field: Uint8Array): this {
    this.#chunks.push(field)
    return this
  }

  finish(): Uint8Array {
    const out = new Uint8Array(this.#chunks.reduce((sum, { length }) => sum + length, 0))
    let at = 0
    for (const chunk of this.#chunks) {
      out.set(chunk, at)
      at += chunk.length
    }
    return out
  }

  #tag(field: number, wireType: number): void {
    this.#varint(field * 8 + wireType)
  }

  // Not negative; the models need no others.
  #varint(value: number): void {
    const bytes: number[] = []
    let rest = value
    while (rest >= 128) {
      bytes.push((rest % 128) + 128)
      rest = Math.floor(rest / 128)
    }
    bytes.push(rest)
    this.#chunks.push(Uint8Array.from(bytes))
  }
}
