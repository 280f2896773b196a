import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { generateNasbench101 } from '../../../bench/generate-nasbench101.ts'
import { tfRecord } from '../../../bench/nasbench101-record.ts'
import type { Evaluation } from '../../../db/evaluation.ts'
import { measureName, measuresOf } from '../../../fitness/measure.ts'
import { filesOf } from '../../../ingest/built-in.ts'
import { digestOf } from '../../../ingest/digest.ts'
import { IngestError } from '../../../ingest/ingest-error.ts'
import type { Item, Resume, Source } from '../../../ingest/source.ts'
import { readTfRecords } from '../../../ingest/tfrecord.ts'
import { nasbench101Source, type WholeFile } from '../../../instances/cifar10/record-file.ts'
import { recordFileInput } from '../../../instances/cifar10/source.ts'
import { describedInstance } from '../../../instances/folders.ts'
import { silentReporter } from '../../../report/reporter.ts'
import type { Space } from '../../../space/space.ts'
import { sourcesFolder } from '../../support/sources.ts'
import { testSpace } from '../../support/space.ts'

const CIFAR10 = describedInstance('cifar10')
const { only108: ONLY108 } = filesOf(CIFAR10, ['only108'])

let folder = ''
let space: Space
beforeAll(async () => {
  space = await testSpace()
  folder = await mkdtemp(join(tmpdir(), 'nasbench101-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function itemsOf(source: Source, resume: Resume | null = null): Promise<Item[]> {
  const items: Item[] = []
  for await (const some of source.records(resume)) items.push(...some)
  return items
}

const evaluationsOf = (items: readonly Item[]): Evaluation[] =>
  items.flatMap((item) => ('evaluation' in item ? [item.evaluation] : []))

const open = (path: string, wholeFiles?: readonly WholeFile[]) =>
  nasbench101Source(
    { ...recordFileInput(path, CIFAR10), ...(wholeFiles && { wholeFiles }) },
    {
      space,
      reporter: silentReporter,
    },
  )

async function generated(name: string, architectures: number, budgets = [108]): Promise<string> {
  const path = join(folder, name)
  await generateNasbench101(path, { space, architectures, budgets, seed: 7 })
  return path
}

/** The same records in another order, or some of them; as many bytes each. */
async function rearranged(path: string, order: (count: number) => number[]): Promise<string> {
  const records: Buffer[] = []
  for await (const block of readTfRecords(path)) {
    for (const { data } of block) records.push(tfRecord(data))
  }
  const to = join(folder, `rearranged-${basename(path)}`)
  const chosen = order(records.length).map((at) => records[at] ?? Buffer.alloc(0))
  await writeFile(to, Buffer.concat(chosen))
  return to
}

async function asWhole(path: string): Promise<WholeFile> {
  const { sha256 } = await digestOf(path, { reporter: silentReporter, totalBytes: 0 })
  return { file: { ...ONLY108, sha256 }, budgets: [108] }
}

describe('nasbench101Source', () => {
  it('numbers a cell’s runs in file order, adjacent or not', async () => {
    const path = await generated('scattered.tfrecord', 50, [4, 108])
    const evaluations = evaluationsOf(await itemsOf(await open(path)))
    expect(evaluations.length).toBe(300)
    const met = new Map<string, number>()
    for (const { architectureId, epochs, run } of evaluations) {
      const key = `${architectureId} ${epochs}`
      expect(run).toBe((met.get(key) ?? -1) + 1)
      met.set(key, run)
    }
    expect(new Set(met.values())).toEqual(new Set([2]))
    expect(met.size).toBe(100)
  })

  it('numbers the runs of a reversed file the other way round', async () => {
    const path = await generated('forward.tfrecord', 50)
    const reversed = await rearranged(path, (count) =>
      Array.from({ length: count }, (_, at) => count - 1 - at),
    )
    const forward = evaluationsOf(await itemsOf(await open(path)))
    const backward = evaluationsOf(await itemsOf(await open(reversed)))
    expect(backward.reverse()).toEqual(forward.map((row) => ({ ...row, run: 2 - row.run })))
  })

  it('rejects a fourth run of an architecture at one budget and says where it is', async () => {
    const path = await generated('fourth.tfrecord', 2)
    const repeated = await rearranged(path, (count) => [...Array(count).keys(), 0])
    const items = await itemsOf(await open(repeated))
    expect(items.length).toBe(7)
    const size = (await readFile(path)).length
    expect(items[6]).toEqual({
      rejected: {
        file: 'rearranged-fourth.tfrecord',
        where: `record 7 at byte ${size}`,
        reason: 'its architecture has 3 runs at 108 epochs already, NASBench-101 has no more',
      },
      position: expect.toSatisfy((position: number) => position > size),
    })
  })

  it('gives the same items when it is taken up again after any of them', async () => {
    const source = await open(await generated('resumed.tfrecord', 5, [4, 108]))
    const items = await itemsOf(source)
    for (const [at, { position }] of items.slice(0, -1).entries()) {
      const stored = evaluationsOf(items.slice(0, at + 1))
      const runsSoFar = stored.map(({ architectureId, epochs }) => ({
        architectureId,
        epochs,
        runs: stored.filter((row) => row.architectureId === architectureId && row.epochs === epochs)
          .length,
      }))
      const resume = { position, accepted: at + 1, rejected: 0, runsSoFar }
      expect(await itemsOf(source, resume)).toEqual(items.slice(at + 1))
    }
  })

  it('counts the records before it when it is taken up again and meets damage', async () => {
    const path = await generated('damaged.tfrecord', 2)
    const items = await itemsOf(await open(path))
    const bytes = await readFile(path)
    bytes[bytes.length - 10] = (bytes[bytes.length - 10] ?? 0) ^ 1
    await writeFile(path, bytes)
    const resume = { position: items[2]?.position ?? 0, accepted: 2, rejected: 1, runsSoFar: [] }
    await expect(itemsOf(await open(path), resume)).rejects.toThrow(
      `damaged.tfrecord, record 6 at byte ${items[4]?.position}: the checksum of the data is wrong`,
    )
  })

  it('calls a file partial that is none of the published, and says how much of it there is', async () => {
    const path = await generated('part.tfrecord', 5)
    const lines: string[] = []
    const reporter = { ...silentReporter, info: (line: string) => void lines.push(line) }
    const source = await nasbench101Source(recordFileInput(path, CIFAR10), { space, reporter })
    expect(source.plan).toMatchObject({
      source: 'cifar10',
      completeness: 'partial',
      files: [
        {
          name: 'part.tfrecord',
          url: null,
          licence: 'Apache-2.0',
          attribution: expect.stringContaining('Copyright 2019'),
        },
      ],
    })
    await itemsOf(source)
    expect(lines).toEqual([
      'part.tfrecord is no published file of NASBench-101; partial: 5 architectures',
    ])
  })

  it('recognises a whole file by its digest, whatever it is called', async () => {
    const path = await generated('renamed.bin', 5)
    const whole = await asWhole(path)
    const { plan } = await open(path, [whole])
    expect(plan.completeness).toBe('complete')
    expect(plan.files).toEqual([
      expect.objectContaining({
        name: 'nasbench_only108.tfrecord',
        sha256: whole.file.sha256,
        url: ONLY108.url,
        sizeBytes: (await readFile(path)).length,
      }),
    ])
  })

  it('refuses a whole file that does not hold all its records', async () => {
    const path = await generated('short.tfrecord', 5)
    const source = await open(path, [await asWhole(path)])
    await expect(itemsOf(source)).rejects.toThrow(
      'nasbench_only108.tfrecord: it holds 15 valid records of the 1,270,872 that it must have (423,624 architectures, 3 runs at 108 epochs)',
    )
  })

  it('says why when a record of a whole file is refused', async () => {
    const path = await generated('good.tfrecord', 2)
    const bytes = await readFile(path)
    const wrong = tfRecord(Buffer.from('["00005c142e6f48ac74fdcf73e3439874", 7, "", "", ""]'))
    const bad = join(folder, 'bad.tfrecord')
    await writeFile(bad, Buffer.concat([bytes, wrong]))
    const source = await open(bad, [await asWhole(bad)])
    await expect(itemsOf(source)).rejects.toThrow(
      `the first that is not: record 7 at byte ${bytes.length}: its budget is 7 epochs`,
    )
  })

  it('refuses a file without a valid record', async () => {
    const path = join(folder, 'empty.tfrecord')
    await writeFile(path, '')
    await expect(itemsOf(await open(path))).rejects.toThrow(IngestError)
    await writeFile(path, tfRecord(Buffer.from('[]')))
    await expect(itemsOf(await open(path))).rejects.toThrow(
      'it holds no valid record of NASBench-101; the first that is not: record 1 at byte 0: it is not [module_hash',
    )
  })
})

describe.skipIf(!sourcesFolder)('nasbench101Source on real records', () => {
  const at = (file: string) => join(sourcesFolder ?? '', file)
  type Computed = Record<string, Record<string, number>[]>

  it('keeps every published value to the last bit, with its run', async () => {
    const source = await open(at('nasbench101-tfrecord-sample/nasbench101_sample.tfrecord'))
    const evaluations = evaluationsOf(await itemsOf(source))
    expect(evaluations.length).toBe(108)
    expect(new Set(evaluations.map(({ architectureId }) => architectureId)).size).toBe(33)
    const names = measuresOf(source.plan.instance).map(measureName)
    const rows = new Map(
      evaluations.map(({ architectureId, epochs, run, values }) => [
        `${space.hashOf(architectureId)} ${epochs} ${run}`,
        Object.fromEntries(names.map((name, place) => [name, values[place]])),
      ]),
    )
    let compared = 0
    for (const file of [
      'nasbench101-tfrecord-sample/published_cells_3.json',
      'nasbench101-naslib-30/nb101_30.json',
    ]) {
      const cells: Record<string, { computed: Computed }> = JSON.parse(
        await readFile(at(file), 'utf8'),
      )
      for (const [hash, { computed }] of Object.entries(cells)) {
        for (const [epochs, runs] of Object.entries(computed)) {
          for (const [index, published] of runs.entries()) {
            expect(rows.get(`${hash} ${epochs} ${index}`)).toEqual({
              'overallAccuracy.train': published['final_train_accuracy'],
              'overallAccuracy.validation': published['final_validation_accuracy'],
              'overallAccuracy.test': published['final_test_accuracy'],
              trainingTimeS: published['final_training_time'],
              'halfway.overallAccuracy.train': published['halfway_train_accuracy'],
              'halfway.overallAccuracy.validation': published['halfway_validation_accuracy'],
              'halfway.overallAccuracy.test': published['halfway_test_accuracy'],
              'halfway.trainingTimeS': published['halfway_training_time'],
            })
            compared++
          }
        }
      }
    }
    expect(compared).toBe(108)
  })
})
