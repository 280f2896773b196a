import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDatabase } from '../../db/database.ts'
import { loadRelease } from '../../db/load-release.ts'
import { runIngestCommand } from '../../ingest/command.ts'
import { temporaryFolder, written } from '../ingest/helpers.ts'
import { BUILT_IN, KNOWN } from '../support/built-in.ts'
import { commandDatabase } from '../support/databases.ts'
import { sourcesFolder } from '../support/sources.ts'
import { testSpace } from '../support/space.ts'

// One for all tests: storing the architectures takes longer than all of them.
const dataFolder = mkdtempSync(join(tmpdir(), 'eo-nas-bench-data-'))

beforeAll(async () => {
  await testSpace()
  const name = 'space-1.bin'
  copyFileSync(join(tmpdir(), 'eo-nas-bench-test', name), join(dataFolder, name))
})
afterAll(() => rmSync(dataFolder, { recursive: true, force: true }))

async function run(
  args: readonly string[],
  {
    folder = dataFolder,
    databaseUrl = null,
  }: { folder?: string; databaseUrl?: string | null } = {},
) {
  const lines: string[] = []
  const code = await runIngestCommand(args, {
    databaseUrl,
    dataFolder: folder,
    sourcesFolder: sourcesFolder ?? './sources',
    output: { write: (text: string) => void lines.push(text) },
    instances: BUILT_IN,
  })
  return { code, output: lines.join('') }
}

const docs = readFileSync(join(import.meta.dirname, '../../docs/ingest.md'), 'utf8')

/** The code blocks of a language in docs/ingest.md, in order. */
function blocks(language: string): string[] {
  return [...docs.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm'))].map(
    ([, text]) => text ?? '',
  )
}

describe('the example of docs/ingest.md', () => {
  const [description = ''] = blocks('json')
  const [jsonLine = ''] = blocks('jsonl')
  const files = (folder: string) => ({
    table: written(folder, 'trainings.csv', blocks('csv')[0] ?? ''),
    description: written(folder, 'my-trainings.json', description),
  })

  it('is checked by a dry run that leaves no database', async () => {
    const { table, description } = files(temporaryFolder())
    const { code, output } = await run([
      ...['evaluations', table, '--instance', description, '--dry-run'],
    ])
    expect(output).toContain('3 records valid, 0 rejected. Nothing was loaded (dry run).')
    expect(code).toBe(0)
    expect(existsSync(join(dataFolder, 'pglite'))).toBe(false)
  })

  it('is loaded and published as it stands, and again without change', async () => {
    const { table, description } = files(temporaryFolder())
    const args = ['evaluations', table, '--instance', description]
    const { code, output } = await run(args)
    expect(output).toContain('my-trainings: 3 evaluations loaded, 0 records rejected')
    expect(code).toBe(0)
    const id = /Release (r[0-9a-f]{12}) published/.exec(output)?.[1] ?? ''
    const db = await openDatabase({ folder: dataFolder })
    const release = await loadRelease(db, id)
    await db.close()
    const [instance] = release.instances
    expect(instance?.instance.id).toBe('my-trainings')
    expect([...(instance?.tables[0]?.runStarts ?? [])]).toEqual([0, 3])
    expect([...(instance?.tables[0]?.values[1] ?? [])]).toEqual([
      0.28705930709838867, 0.3606770932674408, 0.40655046701431274,
    ])

    const again = await run(args)
    expect(again.output).toContain('the same files are loaded already; nothing changed')
    expect(again.output).toContain(`Release ${id} was published before and is current`)
    expect(again.code).toBe(0)
  })

  it('is right as JSONL too, without the name of a hash column', async () => {
    const folder = temporaryFolder()
    const { hash, ...without } = JSON.parse(description) as Record<string, unknown>
    expect(hash).toBe('module_hash')
    const table = written(folder, 'trainings.jsonl', jsonLine)
    const json = written(folder, 'description.json', JSON.stringify(without))
    const { output } = await run(['evaluations', table, '--instance', json, '--dry-run'])
    expect(output).toContain('1 record valid, 0 rejected')
  })

  it('names every source and option of the command', async () => {
    const { output } = await run(['--help'])
    for (const name of [...KNOWN.ids, 'evaluations']) expect(docs).toContain(`\`${name}\``)
    const options = [...output.matchAll(/^ {2}(--[a-z-]+)/gm)].map(([, option]) => option ?? '')
    expect(options.length).toBeGreaterThan(5)
    for (const option of options) expect(docs).toContain(`\`${option}`)
  })
})

describe('tables that come later', () => {
  let database: Awaited<ReturnType<typeof commandDatabase>>
  beforeAll(async () => {
    database = await commandDatabase()
  })
  afterAll(() => database.remove())

  const [json = ''] = blocks('json')
  const instance = { ...(JSON.parse(json) as { instance: object }).instance, id: 'later' }
  const description = { instance, columns: { val: 'overallAccuracy.test' } }
  const cells = [
    '00005c142e6f48ac74fdcf73e3439874',
    '28cfc7874f6d200472e1a9dcd8650aa0',
    'ffff76fafa7b0cdf545fd7feee9c8bf9',
  ]
  const rows = (from: number, ...given: string[]) =>
    ['hash,epochs,val', ...given.map((hash, at) => `${hash},4,0.${from + at}`), ''].join('\n')

  it('are refused alone, shown by a dry run, appended, and replace with --replace', async () => {
    const folder = temporaryFolder()
    const [a = '', b = '', c = ''] = cells
    const first = written(folder, 'first.csv', rows(1, a, a, b))
    const second = written(folder, 'second.csv', rows(4, a, c))
    const json = written(folder, 'later.json', JSON.stringify(description))
    const load = (table: string, ...options: string[]) =>
      run(['evaluations', table, '--instance', json, '--no-publish', ...options], database)
    await load(first)

    const refused = await load(second)
    expect(refused.code).toBe(1)
    expect(refused.output).toContain(
      'Nothing was loaded. later: this load replaces 3 evaluations of 2 cells (2 removed, 1 changed). Keep them and add the new ones with --append, or replace them with --replace; --dry-run shows the difference.',
    )

    const dry = await load(second, '--dry-run')
    expect(dry.output).toContain('2 records valid, 0 rejected. Nothing was loaded (dry run).')
    expect(dry.output).toContain('later: 1 added, 2 removed, 1 changed, 0 unchanged')
    expect(dry.output).toContain('This load replaces 3 evaluations of 2 cells')
    expect(dry.code).toBe(1)
    const dryAppend = await load(second, '--dry-run', '--append')
    expect(dryAppend.output).toContain('later: 2 added, 0 removed, 0 changed, 3 unchanged')
    expect(dryAppend.code).toBe(0)
    expect((await load(second, '--dry-run', '--replace')).code).toBe(0)

    const added = await load(second, '--append')
    expect(added.output).toContain('later: 2 evaluations added to 3, 0 records rejected')
    expect(added.code).toBe(0)
    const again = await load(second, '--append')
    expect(again.output).toContain('later: the same files are loaded already; nothing changed')
    expect(again.code).toBe(0)

    // What was appended equals one load of both tables, which therefore needs no flag.
    const both = await run(
      ['evaluations', first, second, '--instance', json, '--dry-run'],
      database,
    )
    expect(both.output).toContain('later: 0 added, 0 removed, 0 changed, 5 unchanged')
    expect(both.code).toBe(0)

    const replaced = await load(second, '--replace')
    expect(replaced.output).toContain('later: 2 evaluations loaded in place of 5')
    expect(replaced.code).toBe(0)
  }, 240_000)

  it('are refused with a run that is there, with other measures and with a table again', async () => {
    const folder = temporaryFolder()
    const [a = ''] = cells
    const own = { ...description, instance: { ...instance, id: 'clash' } }
    const first = written(folder, 'first.csv', rows(1, a))
    const json = written(folder, 'clash.json', JSON.stringify(own))
    const load = (described: string, ...tables: string[]) =>
      run(['evaluations', ...tables, '--instance', described, '--no-publish', '--append'], database)
    expect((await load(json, first)).output).toContain('clash: 1 evaluation loaded, 0 records')

    const numbered = written(folder, 'numbered.csv', `hash,epochs,val,run\n${a},4,0.5,0\n`)
    const clash = await load(json, numbered)
    expect(clash.output).toContain('run 0 at 4 epochs of its architecture is there already')
    expect(clash.code).toBe(1)

    const other = { ...own, columns: { val: 'overallAccuracy.test' } }
    const metrics = instance as unknown as { metrics: { name: string }[] }
    const fewer = { ...other, instance: { ...own.instance, metrics: metrics.metrics.slice(0, 1) } }
    const changed = written(folder, 'fewer.json', JSON.stringify(fewer))
    const measures = await load(changed, numbered)
    expect(measures.output).toContain('clash: it has the measures overallAccuracy.train')
    expect(measures.code).toBe(1)

    const more = written(folder, 'more.csv', rows(7, a))
    const twice = await load(json, first, more)
    expect(twice.output).toContain('first.csv is loaded already')
    expect(twice.code).toBe(1)
  }, 240_000)
})

describe('npm run ingest', () => {
  const table = `hash,epochs,val\n28cfc7874f6d200472e1a9dcd8650aa0,4,0.5\n${'0'.repeat(31)}f,4,0.5\n`
  const own = (folder: string) => {
    const [json = ''] = blocks('json')
    const { instance } = JSON.parse(json) as { instance: unknown }
    const description = { instance, columns: { val: 'overallAccuracy.test' } }
    return [
      ...['evaluations', written(folder, 'own.csv', table)],
      ...['--instance', written(folder, 'own.json', JSON.stringify(description))],
    ]
  }

  it('loads nothing, names the rejected record and ends with 1', async () => {
    const { code, output } = await run(own(temporaryFolder()))
    expect(code).toBe(1)
    expect(output).toContain('own.csv, line 3: no architecture has the module hash "000')
    expect(output).toContain('Nothing was loaded. my-trainings: 1 of 2 records are rejected')
    expect(output).not.toContain('Release')
  })

  it('loads the others with --skip-rejected, and publishes nothing with --no-publish', async () => {
    const args = [...own(temporaryFolder()), '--skip-rejected', '--no-publish', '--replace']
    const { code, output } = await run(args)
    expect(code).toBe(0)
    expect(output).toContain('1 evaluation loaded in place of 3, 1 record rejected')
    expect(output).not.toContain('Release')
  })

  it('ends a dry run over wrong records with 1', async () => {
    const { code, output } = await run([...own(temporaryFolder()), '--dry-run'])
    expect(code).toBe(1)
    expect(output).toContain('1 × no architecture has the module hash …')
  })

  it('refuses a table of only a header, also in a dry run', async () => {
    const args = own(temporaryFolder())
    writeFileSync(args[1] ?? '', 'hash,epochs,val\n')
    for (const options of [[], ['--dry-run']]) {
      const { code, output } = await run([...args, ...options])
      expect(output).toContain('own.csv, own.json: there is no record in it')
      expect(code).toBe(1)
    }
  })

  it.each([
    ['no source', [], 'Name a source.'],
    ['an unknown source', ['cifar100'], 'There is no source cifar100; there are cifar10'],
    ['an unknown option', ['so2sat-lcz42', '--force'], "Unknown option '--force'"],
    [
      'a description that nobody reads',
      ['so2sat-lcz42', '--instance', 'x.json'],
      'so2sat-lcz42 knows its instance; --instance is for evaluations.',
    ],
    [
      'no table',
      ['evaluations'],
      'no table is named. Run: npm run ingest -- evaluations TABLE… --instance DESCRIPTION.json',
    ],
    ['no description', ['evaluations', 'x.csv'], 'no description is named'],
    ['a built-in source to append', ['so2sat-lcz42', '--append'], '--append is for evaluations'],
    [
      'both ways at once',
      ['evaluations', 'x.csv', '--instance', 'x.json', '--append', '--replace'],
      'choose one',
    ],
    ['a file to a source that finds its own', ['so2sat-lcz42', 'x.pickle'], 'not given'],
    ['a table to another such source', ['cifar10-search-logs', 'x.csv'], 'not given'],
    ['two record files', ['cifar10', 'a', 'b'], 'more than one file is named'],
  ])('ends with 2 and the help for %s, before anything is made', async (_, args, problem) => {
    const folder = join(temporaryFolder(), 'new')
    const { code, output } = await run(args, { folder })
    expect(code).toBe(2)
    expect(output).toContain(problem)
    expect(output).toContain('Usage: npm run ingest')
    expect(existsSync(folder)).toBe(false)
  })

  it.each([
    [['evaluations', 'x.csv', '--instance', '/nonexistent.json'], 'no such file'],
    [['cifar10', '/nonexistent.tfrecord'], '/nonexistent.tfrecord: there is no such file'],
    [['so2sat-lcz42', '--sources', '/nonexistent', '--offline'], 'is not in /nonexistent'],
    [['cifar10', '--sources', '/nonexistent'], 'Add --download'],
  ])('ends %j with 1: %s', async (args, reason) => {
    const { code, output } = await run(args)
    expect(output).toContain(reason)
    expect(code).toBe(1)
  })

  it('refuses a file that bears a published name and is another', async () => {
    const path = written(temporaryFolder(), 'nasbench_only108.tfrecord', '')
    const { code, output } = await run(['cifar10', path])
    expect(output).toContain('nasbench_only108.tfrecord: expected the sha256 4c39c393')
    expect(code).toBe(1)
  })
})
