import { COPY_HEADER } from './session.ts'

const EXTENSION_LENGTH_AT = COPY_HEADER.length - 4

/** Reads rows in the binary format of Postgres' COPY, whatever chunks they come in. */
export class CopyReader {
  #rest = Buffer.alloc(0)
  #started = false

  /**
   * The rows that are whole by now, null for NULL. The bytes of a field belong to the chunk: they
   * are to be read or copied before the next chunk comes.
   */
  rows(chunk: Uint8Array): (Uint8Array | null)[][] {
    const found: (Uint8Array | null)[][] = []
    const own = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
    const bytes = this.#rest.length === 0 ? own : Buffer.concat([this.#rest, own])
    let at = this.#started ? 0 : headerEnd(bytes)
    this.#started ||= at > 0
    if (this.#started) {
      for (let row = rowAt(bytes, at); row !== null; row = rowAt(bytes, at)) {
        at = row.end
        found.push(row.fields)
      }
    }
    // A copy: what is left of a chunk would keep the whole of it in memory.
    this.#rest = Buffer.from(bytes.subarray(at))
    return found
  }
}

/** 0 while the header is not there as a whole. */
function headerEnd(bytes: Buffer): number {
  if (bytes.length < COPY_HEADER.length) return 0
  const end = COPY_HEADER.length + bytes.readUInt32BE(EXTENSION_LENGTH_AT)
  return bytes.length < end ? 0 : end
}

function rowAt(bytes: Buffer, start: number) {
  if (start + 2 > bytes.length) return null
  const count = bytes.readInt16BE(start)
  if (count < 0) return null // the trailer
  const fields: (Uint8Array | null)[] = []
  let at = start + 2
  for (let field = 0; field < count; field++) {
    if (at + 4 > bytes.length) return null
    const length = bytes.readInt32BE(at)
    at += 4
    if (at + Math.max(length, 0) > bytes.length) return null
    fields.push(length < 0 ? null : bytes.subarray(at, at + length))
    at += Math.max(length, 0)
  }
  return { fields, end: at }
}
