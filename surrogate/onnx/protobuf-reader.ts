/** A field of a message in the protocol buffers wire format. */
export interface Field {
  readonly number: number
  /** A number, or the bytes of a text, a list or a message. */
  readonly value: number | Uint8Array
  /** The field as it is written, tag included. */
  readonly encoded: Uint8Array
}

const [VARINT, BYTES, FIXED_32] = [0, 2, 5]

/**
 * The fields of a message, in their order.
 * @throws Error where the bytes are no message, or have a field of 64 bits
 */
export function* fieldsOf(message: Uint8Array): Generator<Field> {
  for (let start = 0; start < message.length; ) {
    const tag = varintAt(message, start)
    const wireType = tag.value % 8
    const first = varintAt(message, wireType === FIXED_32 ? start : tag.end)
    const end = {
      [VARINT]: first.end,
      [BYTES]: first.end + first.value,
      [FIXED_32]: tag.end + 4,
    }[wireType]
    if (end === undefined || end > message.length) throw new Error('the bytes are no ONNX model')
    yield {
      number: Math.floor(tag.value / 8),
      value:
        wireType === VARINT
          ? first.value
          : message.subarray(wireType === BYTES ? first.end : tag.end, end),
      encoded: message.subarray(start, end),
    }
    start = end
  }
}

/** The numbers of a packed field; none is negative. */
export function packedVarints(bytes: Uint8Array): number[] {
  const values: number[] = []
  for (let at = 0; at < bytes.length; ) {
    const { value, end } = varintAt(bytes, at)
    values.push(value)
    at = end
  }
  return values
}

/** The single-precision numbers of a packed field. */
export function packedFloats(bytes: Uint8Array): Float32Array {
  return new Float32Array(Uint8Array.from(bytes).buffer) // aligned
}

function varintAt(bytes: Uint8Array, start: number): { value: number; end: number } {
  let value = 0
  let place = 1
  for (let at = start; at < bytes.length; at++) {
    const byte = bytes[at] as number
    value += (byte & 127) * place
    if (byte < 128) return { value, end: at + 1 }
    place *= 128
  }
  throw new Error('the bytes are no ONNX model')
}
