import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { buildApp } from '../../api/http/app.ts'
import { releaseFolders } from '../../api/http/files/release-folders.ts'
import { type RunningServer, serve } from '../../api/http/server.ts'
import { DESCRIPTIONS } from '../../client/described-files.ts'
import { createClient, DamagedFileError, downloadRelease, openRelease } from '../../client/index.ts'
import { selectFiles } from '../../client/release-selection.ts'
import type { ReleaseManifest } from '../../release/manifest.ts'
import { type CuttingProxy, cuttingProxy } from '../support/cutting-proxy.ts'
import { exportFolder, exportSmall, smallRelease } from '../support/exported.ts'
import { memoryLog } from '../support/served.ts'
import { testSpace } from '../support/space.ts'
import { viewed } from '../support/viewed.ts'

const LARGE = 'space-1.bin'
const CUT_AFTER = 5_000_000

const root = exportFolder()
let served: string
let manifest: ReleaseManifest
let service: RunningServer
let proxy: CuttingProxy
let url: string
let hash: string

beforeAll(async () => {
  // Without predictions, of which the small release has too few for the local mode.
  const { instances, ...small } = smallRelease()
  const measured = instances.filter(({ tables }) => tables.length > 0)
  const release = { ...small, instances: measured.map((one) => ({ ...one, surrogate: null })) }
  const space = await testSpace()
  hash = space.hashOf(12)
  const exported = await exportSmall({ folder: root, formats: ['parquet'], release })
  served = exported.folder
  manifest = exported.manifest
  const folders = releaseFolders(root)
  const view = viewed(release, space)
  const context = { space, release: view, releases: { folders, list: async () => [] } }
  service = await serve(
    buildApp(() => context, memoryLog()),
    { port: 0, host: '127.0.0.1' },
  )
  proxy = await cuttingProxy(`http://127.0.0.1:${service.port}`)
  url = `${proxy.url}/v1/releases/${manifest.release}`
}, 120_000)
beforeEach(() => {
  proxy.passed.length = 0
})
afterAll(async () => {
  await proxy.close()
  await service.close()
})

const quick = { retries: 0, formats: ['parquet'] } as const
const sizeOf = (name: string) => manifest.files.find((file) => file.name === name)?.sizeBytes ?? 0
const passedOf = (name: string) => proxy.passed.filter(({ file }) => file === name)
const partIn = (folder: string) => join(folder, `${LARGE}.part`)

function expectSame(folder: string, name: string): void {
  const [here, there] = [readFileSync(join(folder, name)), readFileSync(join(served, name))]
  expect(here.equals(there), name).toBe(true)
}

/** A folder in which the download of the large file broke off. */
async function interrupted(): Promise<string> {
  const folder = exportFolder()
  proxy.cut(LARGE, CUT_AFTER)
  await expect(downloadRelease(url, folder, quick)).rejects.toThrow()
  expect(existsSync(join(folder, LARGE))).toBe(false)
  expect(existsSync(join(folder, 'manifest.json'))).toBe(false)
  proxy.passed.length = 0
  return folder
}

/** Changes a byte of a file that is served; with the manifest, another file is published. */
function change(name: string, withManifest: boolean): () => void {
  const paths = [join(served, name), join(served, 'manifest.json')]
  const [bytes, text] = paths.map((path) => readFileSync(path)) as [Buffer, Buffer]
  const changed = Buffer.from(bytes)
  changed.writeUInt8(changed.readUInt8(9) ^ 1, 9)
  writeFileSync(paths[0] as string, changed)
  const digest = (of: Buffer) => createHash('sha256').update(of).digest('hex')
  if (withManifest) {
    writeFileSync(paths[1] as string, text.toString().replace(digest(bytes), digest(changed)))
  }
  return () => {
    writeFileSync(paths[0] as string, bytes)
    writeFileSync(paths[1] as string, text)
  }
}

test('a release is downloaded whole, with progress, and opened', async () => {
  const folder = join(exportFolder(), 'new')
  const progress = new Map<string, number>()
  const onProgress = (file: string, done: number, total: number) => progress.set(file, done / total)
  const downloaded = await downloadRelease(`${url}/`, folder, { onProgress })
  const names = manifest.files.map(({ name }) => name)
  expect(downloaded).toStrictEqual({ release: manifest.release, folder, files: names })
  const everything = [...names, 'manifest.json', ...DESCRIPTIONS].sort()
  expect(readdirSync(folder).sort()).toStrictEqual(everything)
  for (const name of readdirSync(folder)) expectSame(folder, name)
  expect([...progress].sort()).toStrictEqual(names.map((name) => [name, 1]).sort())

  const question = { instance: 'test-instance', hash }
  const local = await openRelease(folder)
  const hosted = createClient(`http://127.0.0.1:${service.port}`)
  expect(await local.getFitness(question)).toStrictEqual(await hosted.getFitness(question))

  proxy.passed.length = 0
  await downloadRelease(url, folder)
  const again = proxy.passed.map(({ file }) => file)
  expect(again).toStrictEqual(['manifest.json', ...DESCRIPTIONS])
})

test('only the formats and instances that are chosen are downloaded, and opened', async () => {
  const folder = exportFolder()
  const formats = ['parquet'] as const
  const { files } = await downloadRelease(url, folder, { formats, instances: ['plain-instance'] })
  expect(files).toContain('architectures.parquet')
  expect(files).toContain(LARGE)
  expect(files).toContain('plain-instance.evaluations.parquet')
  expect(files.filter((name) => name.includes('test-instance'))).toStrictEqual([])
  const local = await openRelease(folder)
  const { results } = await local.listInstances()
  expect(results.map(({ id }) => id)).toStrictEqual(['plain-instance'])
  const listed = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'))
  expect(listed.instances.map(({ id }: { id: string }) => id)).toStrictEqual(['plain-instance'])
  const there = readdirSync(folder).filter((name) =>
    listed.files.some((one: { name: string }) => one.name === name),
  )
  expect(there).toHaveLength(listed.files.length)
  for (const name of DESCRIPTIONS) {
    const text = readFileSync(join(folder, name), 'utf8')
    expect(text).toContain('plain-instance.fitness.parquet')
    expect(text).not.toContain('test-instance.')
  }
  const refused = local.getFitness({ instance: 'test-instance', hash })
  await expect(refused).rejects.toThrow(/has: plain-instance/)

  const unknown = downloadRelease(url, folder, { instances: ['mars'] })
  await expect(unknown).rejects.toThrow(/no instance mars; there is plain-instance, test-instance/)
  const wrong = { formats: ['xml' as 'csv'] }
  await expect(downloadRelease(url, folder, wrong)).rejects.toThrow(/no format xml; there is parq/)
  const left = { formats: ['csv'] as const }
  await expect(downloadRelease(url, folder, left)).rejects.toThrow(
    /no format csv; there is parquet\./,
  )
  const without = exportFolder()
  await downloadRelease(url, without, { formats: [] })
  await expect(openRelease(without)).rejects.toThrow(/has no Parquet files/)
})

test('a second download adds to what is there, and the folder lists both', async () => {
  const folder = exportFolder()
  const formats = ['parquet'] as const
  await downloadRelease(url, folder, { formats, instances: ['plain-instance'] })
  await downloadRelease(`${proxy.url}/v1/releases/latest`, folder, {
    formats,
    instances: ['test-instance'],
  })
  expect(readFileSync(join(folder, 'manifest.json'), 'utf8')).toBe(
    readFileSync(join(served, 'manifest.json'), 'utf8'),
  )
  for (const name of DESCRIPTIONS) expectSame(folder, name)
})

test('a file is of one format and one instance, or always wanted', () => {
  const names = ['parquet', 'csv.gz', 'jsonl.gz', 'sqlite'].flatMap((extension) => [
    `architectures.${extension}`,
    `a.${extension === 'sqlite' ? '' : 'predictions.'}${extension}`,
  ])
  const all = [...names, 'a.b.evaluations.parquet', 'a.b-1.onnx', 'a.b-1.json', 'CITATION.cff']
  const select = (selection: Parameters<typeof selectFiles>[1]) => {
    const instances = [{ id: 'a' }, { id: 'a.b' }]
    const files = all.map((name) => ({ name }))
    return selectFiles({ files, instances }, selection).map(({ name }) => name)
  }
  const always = ['a.b-1.json', 'CITATION.cff']
  expect(select({})).toStrictEqual(all)
  expect(select({ formats: [] })).toStrictEqual(always)
  const csv = ['architectures.csv.gz', 'a.predictions.csv.gz']
  expect(select({ formats: ['csv'] })).toStrictEqual([...csv, ...always])
  const two = ['a.b.evaluations.parquet', 'a.b-1.onnx']
  const formats = ['parquet', 'onnx'] as const
  const own = ['architectures.parquet', ...two, ...always]
  expect(select({ formats, instances: ['a.b'] })).toStrictEqual(own)
  // The database of an instance has every architecture, and its card is that of its model.
  const one = select({ formats: ['sqlite'], instances: ['a'] })
  expect(one).toStrictEqual(['a.sqlite', 'CITATION.cff'])
})

test('files of worlds are downloaded where they are asked for, of the formats that are', () => {
  const names = ['a.world-3.parquet', 'a.worlds.sqlite', 'a.sqlite', 'a-1.worlds.gz']
  const select = (selection: Parameters<typeof selectFiles>[1]) => {
    const files = [...names, 'b.worlds.sqlite'].map((name) => ({ name }))
    return selectFiles({ files, instances: [{ id: 'a' }] }, selection).map(({ name }) => name)
  }
  const instances = ['a']
  expect(select({ instances })).toStrictEqual(['a.sqlite', 'a-1.worlds.gz'])
  expect(select({ instances, worlds: true })).toStrictEqual(names)
  expect(select({ instances, worlds: true, formats: ['sqlite'] })).toStrictEqual(names.slice(1))
})

test('what the files of a release do not have is refused, whatever its manifest names', () => {
  const manifest = {
    instances: [{ id: 'a' }, { id: 'b' }],
    files: [{ name: 'architectures.sqlite' }, { name: 'a.sqlite' }, { name: 'LICENCES.md' }],
  }
  expect(selectFiles(manifest, { formats: ['sqlite'], instances: ['a'] })).toHaveLength(2)
  expect(() => selectFiles(manifest, { formats: ['parquet'] })).toThrow(
    new RangeError('There is no format parquet; there is sqlite.'),
  )
  expect(() => selectFiles(manifest, { instances: ['b'] })).toThrow(
    new RangeError('There is no instance b; there is a.'),
  )
  const nothing = { ...manifest, files: [] }
  expect(() => selectFiles(nothing, { instances: ['a'] })).toThrow('There is no instance a at all.')
})

test('a download that was interrupted goes on where it broke off', async () => {
  const folder = await interrupted()
  const done = statSync(partIn(folder)).size
  expect(done).toBeGreaterThan(0)
  expect(done).toBeLessThanOrEqual(CUT_AFTER)
  const reported: number[] = []
  const onProgress = (name: string, bytes: number) => name === LARGE && reported.push(bytes)
  await downloadRelease(url, folder, { ...quick, onProgress })
  const { sha256 } = manifest.files.find(({ name }) => name === LARGE) ?? {}
  expect(passedOf(LARGE)).toStrictEqual([
    {
      file: LARGE,
      range: `bytes=${done}-`,
      ifRange: `"${sha256}"`,
      status: 206,
      bytes: sizeOf(LARGE) - done,
    },
  ])
  expect(Math.min(...reported)).toBeGreaterThan(done)
  expectSame(folder, LARGE)
  expect(readdirSync(folder).filter((name) => name.includes('.part'))).toStrictEqual([])
})

test('a connection that breaks off is tried again by itself, from where it was', async () => {
  const folder = exportFolder()
  proxy.cut(LARGE, CUT_AFTER, CUT_AFTER)
  await downloadRelease(url, folder, { ...quick, retries: 2, backoffMs: 1 })
  expect(passedOf(LARGE).map(({ status }) => status)).toStrictEqual([200, 206, 206])
  expectSame(folder, LARGE)
})

test('a file that was altered on the disk is downloaded again, and no other', async () => {
  const folder = exportFolder()
  await downloadRelease(url, folder, quick)
  const path = join(folder, 'instances.json')
  const bytes = readFileSync(path)
  for (const altered of [Buffer.from(bytes).fill(32, 5, 6), bytes.subarray(1)]) {
    writeFileSync(path, altered)
    proxy.passed.length = 0
    await downloadRelease(url, folder, quick)
    expect(proxy.passed.map(({ file }) => file)).toStrictEqual([
      'manifest.json',
      'instances.json',
      ...DESCRIPTIONS,
    ])
    expect(readFileSync(path)).toStrictEqual(bytes)
  }
})

test('what was published anew between two downloads is fetched whole', async () => {
  const folder = await interrupted()
  const restore = change(LARGE, true)
  try {
    await downloadRelease(url, folder, quick)
    expect(passedOf(LARGE)).toMatchObject([{ status: 200, bytes: sizeOf(LARGE) }])
    expect(passedOf(LARGE)[0]?.range).toMatch(/^bytes=\d+-$/)
    expectSame(folder, LARGE)
  } finally {
    restore()
  }
})

test('a part that is as long as the file, or longer, and not of it is thrown away', async () => {
  for (const longer of [0, 1]) {
    const folder = await interrupted()
    writeFileSync(partIn(folder), Buffer.alloc(sizeOf(LARGE) + longer))
    await downloadRelease(url, folder, quick)
    expect(passedOf(LARGE)).toMatchObject([{ status: 200, range: undefined }])
  }
})

test('what is not what the manifest says is refused, and fetched whole the next time', async () => {
  const altered = await interrupted()
  const part = readFileSync(partIn(altered))
  writeFileSync(partIn(altered), part.fill(0, 9, 20))
  const refused = downloadRelease(url, altered, quick)
  await expect(refused).rejects.toThrow(DamagedFileError)
  await expect(refused).rejects.toThrow(/space-1\.bin has the sha256 \w+ instead of \w+: it is cut/)
  expect(readdirSync(altered).filter((name) => name.startsWith(LARGE))).toStrictEqual([])
  proxy.passed.length = 0
  await downloadRelease(url, altered, quick)
  expect(passedOf(LARGE)).toMatchObject([{ status: 200, range: undefined }])

  const restore = change(LARGE, false)
  try {
    await expect(downloadRelease(url, exportFolder(), quick)).rejects.toThrow(DamagedFileError)
  } finally {
    restore()
  }
})

test('an aborted download ends with its reason, and what came is kept', async () => {
  const folder = exportFolder()
  const abort = new AbortController()
  const reason = new Error('enough')
  const onProgress = (name: string, done: number) => {
    if (name === LARGE && done > CUT_AFTER) abort.abort(reason)
  }
  const call = downloadRelease(url, folder, {
    formats: ['parquet'],
    signal: abort.signal,
    onProgress,
  })
  await expect(call).rejects.toBe(reason)
  expect(statSync(partIn(folder)).size).toBeGreaterThan(CUT_AFTER)
})

test('no release, and no manifest that writes elsewhere, is taken', async () => {
  const missing = downloadRelease(url.replace(/.$/, '0'), exportFolder(), quick)
  await expect(missing).rejects.toThrow(/HTTP 404.*no release/)
  const path = join(served, 'manifest.json')
  const text = readFileSync(path, 'utf8')
  const answer = text.replace(`"${LARGE}"`, '"../evil.bin"')
  const elsewhere = downloadRelease(url, exportFolder(), {
    ...quick,
    fetch: async () => new Response(answer),
  })
  await expect(elsewhere).rejects.toThrow(/files\.\d+\.name/)
})
