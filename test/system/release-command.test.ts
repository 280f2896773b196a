import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openDatabase } from '../../db/database.ts'
import { migrate } from '../../db/migrate.ts'
import { publishRelease } from '../../db/publish-release.ts'
import { listReleases } from '../../db/release-list.ts'
import { runReleaseCommand } from '../../release/command.ts'
import { commandDatabase } from '../support/databases.ts'
import { exportFolder } from '../support/exported.ts'
import { testSpace } from '../support/space.ts'
import { ingest, testEvaluations, testPlan } from '../support/test-ingest.ts'

let database: Awaited<ReturnType<typeof commandDatabase>>
const dataFolder = exportFolder()
const folder = exportFolder()

async function run(...args: string[]) {
  const lines: string[] = []
  const code = await runReleaseCommand(args, {
    databaseUrl: database.databaseUrl,
    modelsFolder: exportFolder(),
    dataFolder,
    releasesFolder: folder,
    output: { write: (text: string) => void lines.push(text) },
  })
  return { code, output: lines.join('') }
}

const openCommandDatabase = () =>
  openDatabase(
    database.databaseUrl === null ? { folder: dataFolder } : { url: database.databaseUrl },
  )

beforeAll(async () => {
  database = await commandDatabase()
  await testSpace()
  const name = 'space-1.bin'
  copyFileSync(join(tmpdir(), 'eo-nas-bench-test', name), join(dataFolder, name))
})
afterAll(() => database.remove())

describe('before anything is published', () => {
  test('list and export say how to publish', async () => {
    const list = await run('list')
    expect(list).toStrictEqual({
      code: 0,
      output: 'There is no release; npm run release -- publish makes one.\n',
    })
    const { code, output } = await run('export', folder)
    expect(code).toBe(1)
    expect(output).toBe(
      'Nothing was exported. There is no release; npm run release -- publish makes one.\n',
    )
  })
})

describe('with a release', () => {
  let id: string
  beforeAll(async () => {
    const db = await openCommandDatabase()
    await migrate(db)
    await ingest(db, testPlan(), testEvaluations(0, 20))
    await db.close()
    const { output } = await run('publish')
    id = /^Release (r[0-9a-f]{12}) published\n$/.exec(output)?.[1] ?? output
  })

  test('publish says when nothing changed', async () => {
    const again = await run('publish')
    expect(again).toStrictEqual({
      code: 0,
      output: `Release ${id} was published before and is current\n`,
    })
  })

  test('list names it', async () => {
    const { code, output } = await run('list')
    expect(code).toBe(0)
    expect(output).toMatch(new RegExp(`^${id}  20\\S+Z  test-instance  \\(current\\)\n$`))
  })

  test('export writes its files once, and verify finds what was altered', async () => {
    const args = ['export', folder, '--format', 'parquet', '--instance', 'test-instance']
    const first = await run(...args)
    expect(first.output).toContain(`9 files (`)
    expect(first.output).toContain(`of release ${id} are in ${join(folder, id)}\n`)
    expect(first.code).toBe(0)
    expect(readdirSync(join(folder, id))).toContain('architectures.parquet')
    const again = await run(...args, '--release', id)
    expect(again.output).toContain('are there already in')

    const whole = await run('verify', join(folder, id))
    expect(whole.output).toContain(`All 9 files of release ${id} are as its manifest says\n`)
    expect(whole.code).toBe(0)
    truncateSync(join(folder, id, 'architectures.parquet'), 1000)
    const cut = await run('verify', join(folder, id))
    expect(cut.output).toContain('architectures.parquet has 1000 bytes instead of ')
    expect(cut.output).toContain(`1 of 9 files of release ${id} are not as its manifest says\n`)
    expect(cut.code).toBe(1)
  })

  test.each([
    [['--release', 'r000000000000'], 'There is no release r000000000000; there are r'],
    [['--instance', 'nowhere'], 'has no nowhere; it has test-instance.'],
  ])('export refuses %j', async (options, message) => {
    const elsewhere = exportFolder()
    const { code, output } = await run('export', elsewhere, ...options)
    expect(output).toContain(message)
    expect(code).toBe(1)
    expect(readdirSync(elsewhere)).toStrictEqual([])
  })
})

describe('prune', () => {
  test('says what it would delete, then deletes releases and their files, and keeps the newest', async () => {
    const db = await openCommandDatabase()
    const ids: string[] = []
    for (const count of [3, 4, 5]) {
      await ingest(db, testPlan({ parserVersion: count }), testEvaluations(0, count))
      ids.push((await publishRelease(db, await testSpace())).id)
    }
    const listed = (await listReleases(db)).map(({ id }) => id)
    await db.close()
    const old = listed.slice(2)
    expect(old).toHaveLength(2)
    for (const id of listed) {
      mkdirSync(join(folder, id), { recursive: true })
      writeFileSync(join(folder, id, 'manifest.json'), '{}')
    }

    const dry = await run('prune', '--dry-run')
    for (const id of old) expect(dry.output).toContain(`Would delete release ${id} of 20`)
    expect(dry.output).toMatch(/Would delete 2 releases and \d+ columns \(\d+\.\d MB\)/)
    expect(readdirSync(folder).sort()).toStrictEqual([...listed].sort())

    const { code, output } = await run('prune')
    expect(output).toBe(dry.output.replaceAll('Would delete', 'Deleted'))
    expect(code).toBe(0)
    expect(readdirSync(folder).sort()).toStrictEqual(listed.slice(0, 2).sort())
    expect((await run('prune')).output).toContain('Deleted 0 releases and 0 columns')
    expect((await run('list')).output).toContain(`${ids[2]}  20`)
  })
})

test.each([
  [[], 'Name a command.'],
  [['burn'], 'There is no command burn; there are list, publish, export, verify, prune.'],
  [['export'], 'Name a folder: npm run release -- export FOLDER.'],
  [['export', 'x', '--format', 'xlsx'], 'There is no format xlsx; there are parquet, csv,'],
  [['export', 'x', '--sideways'], "Unknown option '--sideways'"],
  [['verify', 'x', 'y'], 'There is no place for y.'],
  [['list', 'x'], 'There is no place for x.'],
  [['publish', 'x', 'y'], 'There is no place for x y.'],
  [['verify', 'x', '--format', 'csv'], '--format is an option of export, not of verify.'],
  [['publish', '--release', 'x'], '--release is an option of export, not of publish.'],
  [['prune', 'x'], 'There is no place for x.'],
  [['prune', '--keep', '-1'], "Option '--keep' argument is ambiguous"],
  [['prune', '--keep', 'all'], '--keep is all; it is a number of releases from 0.'],
  [['export', 'x', '--dry-run'], '--dry-run is an option of prune, not of export.'],
  [['list', '--instance', 'x'], '--instance is an option of export, not of list.'],
])('a wrong call, %j, exits with 2 and the help', async (args, message) => {
  const { code, output } = await run(...args)
  expect(output).toContain(message)
  expect(output).toContain('Usage: npm run release')
  expect(code).toBe(2)
  expect(existsSync('x')).toBe(false)
})

test('help is printed on demand', async () => {
  const { code, output } = await run('--help')
  expect(output).toMatch(/^Usage: npm run release -- COMMAND/)
  expect(code).toBe(0)
})
