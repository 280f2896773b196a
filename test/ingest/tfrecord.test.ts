import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32c } from '@node-rs/crc32'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { tfRecord } from '../../bench/nasbench101-record.ts'
import { IngestError } from '../../ingest/ingest-error.ts'
import { maskedCrc32c, readTfRecords, type TfRecordStart } from '../../ingest/tfrecord.ts'
import { sourcesFolder } from '../support/sources.ts'

let folder = ''
let path = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tfrecord-'))
  path = join(folder, 'some.tfrecord')
})
afterAll(() => rm(folder, { recursive: true }))

interface CopiedRecord {
  text: string
  number: number
  start: number
  end: number
}

async function read(bytes: Buffer, start?: TfRecordStart): Promise<CopiedRecord[]> {
  await writeFile(path, bytes)
  const records: CopiedRecord[] = []
  for await (const block of readTfRecords(path, start)) {
    for (const { data, ...place } of block) {
      records.push({ text: data.toString('latin1'), ...place })
    }
  }
  return records
}

async function faultOf(bytes: Buffer): Promise<IngestError> {
  const error = await read(bytes).then(
    () => new Error('no error'),
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(IngestError)
  return error as IngestError
}

const RECORDS = ['first', '', 'the third record'].map((text) => tfRecord(Buffer.from(text)))
const FILE = Buffer.concat(RECORDS)
const STARTS = [0, 21, 37]

describe('readTfRecords', () => {
  it('uses CRC32C: the published check value of "123456789"', () => {
    expect(crc32c('123456789')).toBe(0xe3069283)
    // 0xe3069283 rotated right by 15 and 0xa282ead8 added.
    expect(maskedCrc32c(Buffer.from('123456789'))).toBe(0xc78ab0e5)
  })

  it('reads what was framed, with number and place of each record', async () => {
    expect(await read(FILE)).toEqual([
      { text: 'first', number: 1, start: 0, end: 21 },
      { text: '', number: 2, start: 21, end: 37 },
      { text: 'the third record', number: 3, start: 37, end: 69 },
    ])
  })

  it('reads no record from an empty file', async () => {
    expect(await read(Buffer.alloc(0))).toEqual([])
  })

  it('reads any records back', async () => {
    const texts = fc.array(fc.string({ unit: 'binary-ascii', maxLength: 50 }), { maxLength: 20 })
    await fc.assert(
      fc.asyncProperty(texts, async (records) => {
        const bytes = Buffer.concat(records.map((text) => tfRecord(Buffer.from(text, 'latin1'))))
        expect((await read(bytes)).map(({ text }) => text)).toEqual(records)
      }),
      { numRuns: 50 },
    )
  })

  it('reads records that straddle the pieces in which the file is read', async () => {
    const texts = Array.from({ length: 30 }, (_, at) => `${at} `.repeat(100_000 + at * 1000))
    const bytes = Buffer.concat(texts.map((text) => tfRecord(Buffer.from(text))))
    expect(bytes.length).toBeGreaterThan(2 * 4 * 1024 * 1024)
    const records = await read(bytes)
    expect(records.map(({ text }) => text)).toEqual(texts)
    expect(records.at(-1)?.end).toBe(bytes.length)
  })

  it('starts after any record, with its number', async () => {
    expect(await read(FILE, { offset: 21, records: 1 })).toEqual((await read(FILE)).slice(1))
  })

  it('names record and byte for every changed bit of a file', async () => {
    for (let at = 0; at < FILE.length; at++) {
      const damaged = Buffer.from(FILE)
      damaged[at] = (damaged[at] ?? 0) ^ 0x10
      const record = STARTS.findLastIndex((start) => start <= at)
      const inHeader = at - (STARTS[record] ?? 0) < 12
      const fault = await faultOf(damaged)
      expect(fault.file).toBe('some.tfrecord')
      expect(fault.where).toBe(`record ${record + 1} at byte ${STARTS[record]}`)
      expect(fault.reason).toContain(
        inHeader ? 'checksum of the length is wrong' : 'checksum of the data is wrong',
      )
    }
  })

  it('names record and byte wherever a file is cut, and reads one that is cut between records', async () => {
    for (let length = 1; length < FILE.length; length++) {
      const cut = FILE.subarray(0, length)
      if (STARTS.includes(length)) {
        expect((await read(cut)).length).toBe(STARTS.indexOf(length))
        continue
      }
      const record = STARTS.findLastIndex((start) => start < length)
      const fault = await faultOf(cut)
      expect(fault.where).toBe(`record ${record + 1} at byte ${STARTS[record]}`)
      expect(fault.reason).toContain(
        `ends ${length - (STARTS[record] ?? 0)} bytes into this record`,
      )
    }
  })

  it.each([2n ** 20n + 1n, 2n ** 32n, 2n ** 63n])(
    'refuses a length of %s bytes although its checksum is right',
    async (length) => {
      const header = Buffer.alloc(12)
      header.writeBigUInt64LE(length)
      header.writeUInt32LE(maskedCrc32c(header.subarray(0, 8)), 8)
      const { message } = await faultOf(Buffer.concat([FILE, header]))
      expect(message).toMatch(
        /^some\.tfrecord, record 4 at byte 69: a record of \d+ bytes is longer/,
      )
    },
  )

  it('says of another kind of file that it is no TFRecord', async () => {
    const { message } = await faultOf(Buffer.from('{"not": "a TFRecord file"}'))
    expect(message).toContain('no TFRecord')
  })
})

describe.skipIf(!sourcesFolder)('readTfRecords on real records', () => {
  it('names the first and the last record wherever one of them is cut', async () => {
    const bytes = await readFile(
      join(sourcesFolder ?? '', 'nasbench101-tfrecord-sample/nasbench101_sample.tfrecord'),
    )
    const records = await read(bytes)
    expect(records.length).toBe(108)
    const [first, last] = [records[0], records[107]]
    for (let length = 1; length < (first?.end ?? 0); length++) {
      const fault = await faultOf(bytes.subarray(0, length))
      expect(fault.where).toBe('record 1 at byte 0')
    }
    for (let length = (last?.start ?? 0) + 1; length < bytes.length; length++) {
      const fault = await faultOf(bytes.subarray(0, length))
      expect(fault.where).toBe(`record 108 at byte ${last?.start}`)
    }
  })
})
