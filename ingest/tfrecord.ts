import { type FileHandle, open } from 'node:fs/promises'
import { basename } from 'node:path'
import { crc32c } from '@node-rs/crc32'
import { IngestError } from './ingest-error.ts'

/** Bytes before the data of a record: its length (8) and the length's checksum (4). */
const HEADER_BYTES = 12
/** Bytes after the data: its checksum. */
const FOOTER_BYTES = 4

// NASBench-101's records hold some hundred bytes; a length beyond this is damage or another file.
const DATA_BYTES_MAX = 1 << 20
const READ_BYTES = 4 << 20

/** Where reading starts: just after a record, and how many records lie before. */
export interface TfRecordStart {
  readonly offset: number
  readonly records: number
}

export interface TfRecord {
  /** A view into a buffer that is used again once the next block is asked for. */
  readonly data: Buffer
  /** Number of the record in the file, from 1. */
  readonly number: number
  /** Byte offset of the record in the file, and of what comes after it. */
  readonly start: number
  readonly end: number
}

/**
 * The records of a TFRecord file in blocks of about 4 MiB, both checksums of each checked; memory
 * does not grow with the file.
 * Format: tensorflow/core/lib/io/record_writer.h (little-endian length, its masked CRC32C, data,
 * the data's masked CRC32C).
 * @throws IngestError for a truncated or damaged record: file, record number, byte offset
 */
export async function* readTfRecords(
  path: string,
  start: TfRecordStart = { offset: 0, records: 0 },
): AsyncGenerator<readonly TfRecord[]> {
  const file = await open(path)
  try {
    const buffer = Buffer.allocUnsafeSlow(READ_BYTES + HEADER_BYTES + DATA_BYTES_MAX + FOOTER_BYTES)
    const framing = new Framing(basename(path), buffer, start)
    for (;;) {
      const ended = await fill(file, framing)
      const block = framing.takeRecords()
      if (block.length > 0) yield block
      if (ended) break
    }
    framing.end()
  } finally {
    await file.close()
  }
}

async function fill(file: FileHandle, framing: Framing): Promise<boolean> {
  const from = framing.makeRoom()
  const { bytesRead } = await file.read(framing.buffer, from, READ_BYTES, framing.filePosition)
  framing.filled += bytesRead
  return bytesRead === 0
}

/** A window of the file, and the records that lie in it whole. */
class Framing {
  readonly buffer: Buffer
  readonly #view: DataView
  readonly #name: string
  /** File offset of the buffer's first byte. */
  #base: number
  #records: number
  /** The next record's place in the buffer; the bytes that are filled end at `filled`. */
  #next = 0
  filled = 0

  constructor(name: string, buffer: Buffer, start: TfRecordStart) {
    this.#name = name
    this.buffer = buffer
    this.#view = new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength)
    this.#base = start.offset
    this.#records = start.records
  }

  get filePosition(): number {
    return this.#base + this.filled
  }

  /** Moves the bytes of an unfinished record to the front; gives the place to read to. */
  makeRoom(): number {
    this.buffer.copyWithin(0, this.#next, this.filled)
    this.#base += this.#next
    this.filled -= this.#next
    this.#next = 0
    return this.filled
  }

  takeRecords(): TfRecord[] {
    const records: TfRecord[] = []
    while (this.filled - this.#next >= HEADER_BYTES) {
      const length = this.#checkedLength()
      const from = this.#next + HEADER_BYTES
      const to = from + length
      if (to + FOOTER_BYTES > this.filled) break
      const data = this.buffer.subarray(from, to)
      if (maskedCrc32c(data) !== this.#view.getUint32(to, true)) {
        throw this.#fault('the checksum of the data is wrong, the file is damaged')
      }
      const start = this.#base + this.#next
      this.#records++
      this.#next = to + FOOTER_BYTES
      records.push({ data, number: this.#records, start, end: this.#base + this.#next })
    }
    return records
  }

  /** Call at the end of the file: a rest is a truncated record. */
  end(): void {
    const rest = this.filled - this.#next
    if (rest > 0) {
      throw this.#fault(`the file ends ${rest} bytes into this record, it is truncated`)
    }
  }

  #checkedLength(): number {
    const low = this.#view.getUint32(this.#next, true)
    const high = this.#view.getUint32(this.#next + 4, true)
    const checksum = this.#view.getUint32(this.#next + 8, true)
    const absurd = high !== 0 || low > DATA_BYTES_MAX
    if (checksum !== (absurd ? this.#checksumOfHeader() : this.#checksumOfLength(low))) {
      throw this.#fault('the checksum of the length is wrong, the file is damaged or no TFRecord')
    }
    if (absurd) {
      const length = high * 2 ** 32 + low
      throw this.#fault(`a record of ${length} bytes is longer than ${DATA_BYTES_MAX}`)
    }
    return low
  }

  // A call of the native checksum costs more than these eight bytes are worth; lengths repeat.
  readonly #checksums = new Map<number, number>()
  #checksumOfLength(length: number): number {
    const known = this.#checksums.get(length)
    if (known !== undefined) return known
    const checksum = this.#checksumOfHeader()
    this.#checksums.set(length, checksum)
    return checksum
  }

  #checksumOfHeader(): number {
    return maskedCrc32c(this.buffer.subarray(this.#next, this.#next + 8))
  }

  #fault(reason: string): IngestError {
    return new IngestError({
      file: this.#name,
      where: `record ${this.#records + 1} at byte ${this.#base + this.#next}`,
      reason,
      fix: 'Download the file again and compare its sha256.',
    })
  }
}

/**
 * TFRecord's checksum of some bytes: CRC32C (Castagnoli), rotated and shifted so that a checksum of
 * data that holds checksums stays a good one. Unsigned 32 bits.
 * Source: tensorflow/core/lib/hash/crc32c.h.
 */
export function maskedCrc32c(bytes: Buffer): number {
  const crc = crc32c(bytes)
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0
}
