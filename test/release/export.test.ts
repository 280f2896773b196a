import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Format } from '../../release/formats.ts'
import { instanceJson } from '../../release/instance-json.ts'
import { DESCRIPTIONS } from '../../release/manifest.ts'
import { readManifest } from '../../release/read-manifest.ts'
import { verifyRelease } from '../../release/verify.ts'
import { silentReporter } from '../../report/reporter.ts'
import { exportFolder, exportSmall, smallRelease } from '../support/exported.ts'
import { predictedApp, predictedRelease } from '../support/predicted.ts'
import { plainInstance } from '../support/served.ts'
import { testSpace } from '../support/space.ts'

const sha256 = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex')

function digests(folder: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(folder)
      .sort()
      .map((name) => [name, sha256(join(folder, name))]),
  )
}

test('the same release gives the same bytes in every file, however often it is exported', async () => {
  const [first, second] = [await exportSmall(), await exportSmall()]
  expect(Object.keys(digests(first.folder))).toHaveLength(37)
  expect(digests(second.folder)).toStrictEqual(digests(first.folder))
})

test('only what is cited and listed tells when a release was published', async () => {
  const first = await exportSmall()
  const release = { ...smallRelease(), publishedAt: '2026-02-02T00:00:00.000Z' }
  const second = await exportSmall({ release })
  const [before, after] = [digests(first.folder), digests(second.folder)]
  const different = Object.keys(before).filter((name) => before[name] !== after[name])
  expect(different).toStrictEqual([
    'CITATION.cff',
    'croissant.json',
    'manifest.json',
    'references.bib',
  ])
})

test('the manifest lists every other file with its size, digest, rows and columns', async () => {
  const { folder, manifest } = await exportSmall()
  expect(await readManifest(folder)).toStrictEqual(manifest)
  const listed = manifest.files.map(({ name, sha256: digest }) => [name, digest])
  const others = digests(folder)
  for (const name of ['manifest.json', ...DESCRIPTIONS]) delete others[name]
  expect(Object.fromEntries(listed)).toStrictEqual(others)
  for (const { name, sizeBytes } of manifest.files) {
    expect(readFileSync(join(folder, name)), name).toHaveLength(sizeBytes)
    expect(statSync(join(folder, name)).mode & 0o444, name).toBe(0o444)
  }
  const named = (wanted: string) => manifest.files.find(({ name }) => name === wanted)
  const evaluations = named('test-instance.evaluations.parquet')
  expect(evaluations).toMatchObject({ rows: 5, tables: null })
  expect(evaluations?.columns).toContainEqual({
    name: 'overall_accuracy_validation',
    type: 'float64',
    unit: '1',
    split: 'validation',
    source: 'measured',
    meaning: 'Invented on the validation split',
  })
  expect(named('test-instance.sqlite')?.tables).toMatchObject([
    { name: 'architectures', rows: 300 },
    { name: 'fitness', rows: 601 },
    { name: 'evaluations', rows: 5 },
    { name: 'predictions', rows: 600 },
  ])
})

test('an instance without measurements or without a surrogate has no file of them', async () => {
  const { folder } = await exportSmall({ formats: ['csv'] })
  const names = readdirSync(folder).filter((name) => name.endsWith('.csv.gz'))
  expect(names.sort()).toStrictEqual([
    'architectures.csv.gz',
    'plain-instance.evaluations.csv.gz',
    'plain-instance.fitness.csv.gz',
    'predicted-instance.fitness.csv.gz',
    'predicted-instance.predictions.csv.gz',
    'test-instance.evaluations.csv.gz',
    'test-instance.fitness.csv.gz',
    'test-instance.predictions.csv.gz',
  ])
})

test('formats and instances can be chosen', async () => {
  const { manifest } = await exportSmall({
    formats: ['sqlite', 'parquet'],
    instances: ['plain-instance'],
  })
  const data = manifest.files.filter(({ rows, tables }) => rows !== null || tables !== null)
  expect(data.map(({ name }) => name)).toStrictEqual([
    'architectures.parquet',
    'plain-instance.fitness.parquet',
    'plain-instance.evaluations.parquet',
    'architectures.sqlite',
    'plain-instance.sqlite',
  ])
  await expect(exportSmall({ instances: ['nowhere'] })).rejects.toThrow(
    'Release r0123456789ab has no instance nowhere; it has plain-instance, predicted-instance, test-instance.',
  )
})

test('what is there already is kept where it has all files, and replaced where it lacks some', async () => {
  const folder = exportFolder()
  const first = await exportSmall({ folder, formats: ['csv'] })
  expect(first.created).toBe(true)
  expect((await exportSmall({ folder, formats: ['csv'] })).created).toBe(false)
  const both = await exportSmall({ folder, formats: ['csv', 'jsonl'] })
  expect(both.created).toBe(true)
  expect(readdirSync(both.folder)).toContain('architectures.jsonl.gz')
  expect(readdirSync(folder)).toStrictEqual(['r0123456789ab'])
})

test.each<[string, (folder: string) => void]>([
  [
    'altered',
    (folder) => {
      const path = join(folder, 'architectures.parquet')
      const bytes = readFileSync(path)
      bytes[100] = (bytes[100] as number) ^ 1
      writeFileSync(path, bytes)
    },
  ],
  ['cut short', (folder) => writeFileSync(join(folder, 'LICENCES.md'), '')],
  ['missing', (folder) => rmSync(join(folder, 'test-instance.sqlite'))],
])('a folder with a file that is %s is written again', async (_, damage) => {
  const folder = exportFolder()
  const formats = ['parquet', 'sqlite'] as const
  const first = await exportSmall({ folder, formats })
  const before = digests(first.folder)
  damage(first.folder)
  const again = await exportSmall({ folder, formats })
  expect(again.created).toBe(true)
  expect(digests(again.folder)).toStrictEqual(before)
  expect((await verifyRelease(again.folder, silentReporter)).problems).toStrictEqual([])
  expect(readdirSync(folder)).toStrictEqual(['r0123456789ab'])
})

test('an export that fails leaves no release, and the next one succeeds', async () => {
  const folder = exportFolder()
  const release = smallRelease()
  const instances = release.instances.map((one) => ({
    ...one,
    surrogate: one.surrogate && {
      ...one.surrogate,
      get predictions(): never {
        throw new Error('the disk is gone')
      },
    },
  }))
  const broken = exportSmall({ folder, release: { ...release, instances } })
  await expect(broken).rejects.toThrow('the disk is gone')
  expect(readdirSync(folder)).toStrictEqual([])

  // What a killed export leaves behind.
  const part = join(folder, '.r0123456789ab.part')
  mkdirSync(part)
  writeFileSync(join(part, 'architectures.parquet'), 'cut sh')
  await exportSmall({ folder, formats: ['parquet'] })
  expect(readdirSync(folder)).toStrictEqual(['r0123456789ab'])
})

test('two exports of one release into one folder do not meet', async () => {
  const folder = exportFolder()
  const both = await Promise.allSettled([exportSmall({ folder }), exportSmall({ folder })])
  expect(both.map(({ status }) => status).sort()).toStrictEqual(['fulfilled', 'rejected'])
  expect(readdirSync(folder)).toStrictEqual(['r0123456789ab'])
})

test('metrics whose columns would have one name are refused', async () => {
  const release = smallRelease()
  const [plain] = release.instances
  if (plain === undefined) throw new Error('no instance')
  const [kappa] = plain.instance.metrics
  if (kappa === undefined) throw new Error('no metric')
  const clash = { ...kappa, name: 'run', splits: [] }
  const instance = { ...plain.instance, metrics: [kappa, clash] }
  const folder = exportFolder()
  const refused = exportSmall({
    folder,
    release: { ...release, instances: [{ ...plain, instance }] },
  })
  await expect(refused).rejects.toThrow('two columns named run; rename a metric')
  expect(existsSync(join(folder, 'r0123456789ab'))).toBe(false)
})

test('a database describes its instance in the very words of the service', async () => {
  const app = await predictedApp()
  const space = await testSpace()
  for (const exported of predictedRelease(space).release.instances) {
    const response = await app.request(`/v1/instances/${exported.instance.id}`)
    expect(instanceJson(exported, space)).toBe(await response.text())
  }
})

test('the models that made the predictions are taken along with their cards, no other model is', async () => {
  const models = exportFolder()
  const release = smallRelease()
  const withModel = (id: string, bytes: string) => {
    mkdirSync(join(models, id))
    writeFileSync(join(models, id, '1.onnx'), bytes)
    writeFileSync(join(models, id, '1.json'), `{"id": "${id}-1"}`)
    return createHash('sha256').update(bytes).digest('hex')
  }
  const digest = withModel('test-instance', 'a model')
  withModel('predicted-instance', 'another model than that of the release')
  const instances = release.instances.map((one) =>
    one.instance.id === 'test-instance' && one.surrogate !== null
      ? { ...one, surrogate: { ...one.surrogate, sha256: digest } }
      : one,
  )
  const options = { release: { ...release, instances }, formats: ['csv'] as const, models }
  const { folder, manifest } = await exportSmall(options)
  expect(
    manifest.files.map(({ name }) => name).filter((name) => /instance-1\./.test(name)),
  ).toStrictEqual(['test-instance-1.onnx', 'test-instance-1.json'])
  expect(readFileSync(join(folder, 'test-instance-1.onnx'), 'utf8')).toBe('a model')
  const exported = JSON.parse(readFileSync(join(folder, 'instances.json'), 'utf8'))
  expect(exported.instances.map((one: { surrogate: unknown }) => one.surrogate)).toMatchObject([
    null,
    { id: 'predicted-instance-1', sha256: '1'.repeat(64), card: null, model: null },
    {
      id: 'test-instance-1',
      sha256: digest,
      card: 'test-instance-1.json',
      model: 'test-instance-1.onnx',
    },
  ])

  const one = await exportSmall({ ...options, instances: ['plain-instance'] })
  const only = JSON.parse(readFileSync(join(one.folder, 'instances.json'), 'utf8'))
  expect(only.instances.map(({ id }: { id: string }) => id)).toStrictEqual(['plain-instance'])
  expect(only.instances[0].instance).toStrictEqual(plainInstance)
})

test.each<{ formats: readonly Format[]; instances?: readonly string[] }>([
  { formats: ['parquet', 'csv', 'jsonl', 'sqlite'] },
  { formats: ['csv'] },
  { formats: ['jsonl'], instances: ['plain-instance'] },
  { formats: ['sqlite'], instances: ['plain-instance'] },
])('the README of %j reads files that are there', async (options) => {
  const { folder, manifest } = await exportSmall(options)
  const text = readFileSync(join(folder, 'README.md'), 'utf8')
  const read = [...text.matchAll(/pd\.read_\w+\("([^"]+)"|^sqlite3 (\S+)/gm)]
  const names = read.map(([, flat, database]) => flat ?? database)
  expect(names.length).toBeGreaterThan(0)
  for (const name of names) expect(manifest.files.map((file) => file.name)).toContain(name)
})
