import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { generateNasbench101 } from '../../bench/generate-nasbench101.ts'
import type { Database } from '../../db/database.ts'
import { ingest } from '../../ingest/ingest.ts'
import type { Resume, Source } from '../../ingest/source.ts'
import { nasbench101Source } from '../../instances/cifar10/record-file.ts'
import { recordFileInput } from '../../instances/cifar10/source.ts'
import { describedInstance } from '../../instances/folders.ts'
import { silentReporter as reporter } from '../../report/reporter.ts'
import type { Space } from '../../space/space.ts'
import { describeDatabases } from '../support/databases.ts'
import { testSpace } from '../support/space.ts'

const ARCHITECTURES = 8000
const RECORDS = 3 * ARCHITECTURES

let folder = ''
let path = ''
let space: Space
beforeAll(async () => {
  space = await testSpace()
  folder = await mkdtemp(join(tmpdir(), 'nasbench101-load-'))
  path = join(folder, 'generated.tfrecord')
  const options = { space, architectures: ARCHITECTURES, budgets: [108], seed: 3 }
  await generateNasbench101(path, options)
})
afterAll(() => rm(folder, { recursive: true }))

const open = (file = path) =>
  nasbench101Source(recordFileInput(file, describedInstance('cifar10')), { space, reporter })

/** The rows of all ingest runs, without the number of the run. */
function rowsOf(db: Database) {
  return db.kysely
    .selectFrom('evaluations')
    .select(['architecture_id', 'epochs', 'run', 'source_file', 'form', 'measured'])
    .orderBy('architecture_id')
    .orderBy('epochs')
    .orderBy('run')
    .execute()
}

/** As if the process were killed after that many records. */
function cutOff(source: Source, after: number): Source {
  return {
    ...source,
    async *records(resume) {
      let count = 0
      for await (const items of source.records(resume)) {
        yield items
        count += items.length
        if (count >= after) throw new Error('cut off')
      }
    },
  }
}

function watched(source: Source, seen: (Resume | null)[]): Source {
  return {
    ...source,
    records(resume) {
      seen.push(resume)
      return source.records(resume)
    },
  }
}

describeDatabases('a NASBench-101 file', (databases) => {
  it('is loaded the same in one go and when it is cut off and taken up again', async () => {
    const [whole, resumed] = [await databases.empty(), await databases.open()]
    await ingest(await open(), { db: whole, reporter })
    const rows = await rowsOf(whole)
    expect(rows.length).toBe(RECORDS)
    expect(new Set(rows.map(({ run }) => run))).toEqual(new Set([0, 1, 2]))

    // The first cut is within the first runs, the second within the third ones.
    const seen: (Resume | null)[] = []
    for (const after of [11_000, 10_500]) {
      const source = cutOff(watched(await open(), seen), after)
      await expect(ingest(source, { db: resumed, reporter })).rejects.toThrow('cut off')
    }
    const outcome = await ingest(watched(await open(), seen), { db: resumed, reporter })
    expect(outcome).toMatchObject({ status: 'loaded', accepted: RECORDS })
    const size = (await readFile(path)).length
    const positions = seen.map((resume) => resume?.position ?? 0)
    expect(positions[0]).toBe(0)
    expect(positions[1]).toBeGreaterThan(size / 3)
    expect(positions[2]).toBeGreaterThan((2 * size) / 3)
    expect(await rowsOf(resumed)).toEqual(rows)
  })

  it('is not read again once it is loaded', async () => {
    const db = await databases.empty()
    await ingest(await open(), { db, reporter })
    const seen: (Resume | null)[] = []
    const again = await ingest(watched(await open(), seen), { db, reporter })
    expect(again.status).toBe('unchanged')
    expect(seen).toEqual([])
  })

  it('leaves nothing behind when its last record is damaged', async () => {
    const db = await databases.empty()
    const damaged = join(folder, 'damaged.tfrecord')
    const bytes = await readFile(path)
    bytes[bytes.length - 5] = (bytes[bytes.length - 5] ?? 0) ^ 1
    await writeFile(damaged, bytes)
    await expect(ingest(await open(damaged), { db, reporter })).rejects.toThrow(
      /^damaged\.tfrecord, record 24000 at byte \d+: the checksum of the data is wrong/,
    )
    expect(await rowsOf(db)).toEqual([])
  })
})
