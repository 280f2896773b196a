import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createConfig, lintFromString } from '@redocly/openapi-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildApp } from '../../api/http/app.ts'
import { releaseFolders } from '../../api/http/files/release-folders.ts'
import { type RunningServer, serve } from '../../api/http/server.ts'
import { downloadRelease } from '../../client/index.ts'
import type { ReleaseManifest } from '../../release/manifest.ts'
import { parquetWriter } from '../../release/parquet-writer.ts'
import { csvFormat, jsonlFormat, textWriter } from '../../release/text-writer.ts'
import { exampleServed } from '../support/example-release.ts'
import { exportFolder, exportSmall } from '../support/exported.ts'
import { lateTable } from '../support/late-table.ts'
import {
  compiledBeside,
  missingPython,
  pythonEnvironment,
  READING_TOOLS,
} from '../support/python-environment.ts'
import { memoryLog } from '../support/served.ts'

const MINUTES = 60_000
const missing = missingPython()
if (missing !== null) console.warn(`Skipped: ${missing}`)

const exports = exportFolder()
const work = mkdtempSync(join(tmpdir(), 'eo-nas-bench-tools-'))
let python: string
let server: RunningServer
let origin: string
let folder: string
let manifest: ReleaseManifest

beforeAll(async () => {
  const served = await exampleServed()
  ;({ folder, manifest } = await exportSmall({ folder: exports }))
  const releases = { folders: releaseFolders(exports), list: async () => [] }
  server = await serve(
    buildApp(() => ({ ...served, releases }), memoryLog()),
    { port: 0, host: '127.0.0.1' },
  )
  origin = `http://127.0.0.1:${server.port}`
  if (missing === null) python = pythonEnvironment(READING_TOOLS)
}, 15 * MINUTES)
afterAll(async () => {
  await server.close()
  rmSync(work, { recursive: true, force: true })
})

/** Runs one of the scripts in tools/; gives what it printed. */
function run(script: string, ...args: string[]): Promise<string> {
  const child = spawn(python, [join(import.meta.dirname, 'tools', script), ...args], {
    // Nothing but the service may be asked.
    env: { ...process.env, HF_HUB_OFFLINE: '1', HOME: work, ...compiledBeside(READING_TOOLS) },
  })
  let output = ''
  let errors = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text
  })
  return new Promise((done, failed) => {
    child.once('error', failed)
    child.once('close', (code) =>
      code === 0 ? done(output) : failed(new Error(`${script}: ${output}${errors}`)),
    )
  })
}

const tablesIn = ({ files }: ReleaseManifest) =>
  files.filter(({ name }) => name.endsWith('.parquet'))
const tableName = ({ name }: { name: string }) => name.replace('.parquet', '')

test('Redocly has nothing to say against the OpenAPI document', async () => {
  const source = await (await fetch(`${origin}/openapi.json`)).text()
  const config = await createConfig({ extends: ['recommended'] })
  const found = await lintFromString({ source, absoluteRef: 'openapi.json', config })
  expect(found.map(({ ruleId, message }) => `${ruleId}: ${message}`)).toStrictEqual([])
})

describe.skipIf(missing !== null)('other tools', () => {
  test(
    'openapi-python-client makes a client that imports and answers a query',
    async () => {
      const output = await run('use_generated_client.py', origin, work)
      expect(output).toMatch(/^\d{2,} modules\nfb150c15ea56ec137175f9cc967397a9\n$/)
    },
    2 * MINUTES,
  )

  test.each(['latest', 'r0123456789ab'])(
    'mlcroissant loads all record sets from the address of release %s',
    async (release) => {
      const address = `${origin}/v1/releases/${release}/croissant.json`
      const counts = JSON.parse(await run('load_croissant.py', address))
      const expected = tablesIn(manifest).map((file) => [tableName(file), file.rows])
      expect(counts).toStrictEqual(Object.fromEntries(expected))
    },
    2 * MINUTES,
  )

  test('mlcroissant loads all record sets from the folder', async () => {
    const counts = JSON.parse(await run('load_croissant.py', join(folder, 'croissant.json')))
    expect(Object.keys(counts)).toHaveLength(tablesIn(manifest).length)
  })

  test.each(['pandas', 'polars', 'duckdb'])(
    '%s guesses the types of CSV and JSONL as Parquet states them',
    async (library) => {
      await run('compare_formats.py', library, folder, ...tablesIn(manifest).map(tableName))
    },
  )

  test('sqlite3 reads the columns, types and values that Parquet has', async () => {
    await run('compare_formats.py', 'sqlite3', folder, ...tablesIn(manifest).map(tableName))
  })

  test('Hugging Face loads every configuration of a folder, and one by default', async () => {
    const loaded = JSON.parse(await run('load_datasets.py', folder, join(work, 'whole')))
    const expected = tablesIn(manifest).map((file) => [
      tableName(file),
      { rows: file.rows, columns: file.columns?.map((column) => column.name) },
    ])
    expect(loaded.configurations).toStrictEqual(Object.fromEntries(expected))
    expect(loaded.default).toStrictEqual(loaded.configurations.architectures)
  })

  test('Hugging Face and mlcroissant load what a partial download has', async () => {
    const partial = join(work, 'partial')
    const selection = { formats: ['parquet'], instances: ['plain-instance'] } as const
    await downloadRelease(`${origin}/v1/releases/latest`, partial, selection)
    const loaded = JSON.parse(await run('load_datasets.py', partial, join(work, 'part')))
    const names = ['architectures', 'plain-instance.evaluations', 'plain-instance.fitness']
    expect(Object.keys(loaded.configurations).sort()).toStrictEqual(names)
    const counts = JSON.parse(await run('load_croissant.py', join(partial, 'croissant.json')))
    expect(Object.keys(counts).sort()).toStrictEqual(names)
  })

  test.each([
    ['of the project', () => join(import.meta.dirname, '../../CITATION.cff')],
    ['of a release', () => join(folder, 'CITATION.cff')],
  ])('cffconvert finds nothing wrong in the citation %s', async (_, path) => {
    expect(await run('validate_citation.py', path())).toContain('valid')
  })

  test('libraries read a column whose first value comes late', async () => {
    const table = lateTable()
    for (const [name, format] of [
      ['parquet', null],
      ['csv.gz', csvFormat(table)],
      ['jsonl.gz', jsonlFormat(table)],
    ] as const) {
      const path = join(work, `late.${name}`)
      const writer =
        format === null ? await parquetWriter(path, table) : textWriter(path, table, format)
      for (const batch of table.batches()) await writer.write(batch)
      await writer.finish()
    }
    for (const library of ['pandas', 'polars', 'duckdb']) {
      await run('compare_formats.py', library, work, 'late')
    }
  })
})

test('the lock file of the tools pins by digest and names no host', () => {
  const lock = readFileSync(READING_TOOLS.lock, 'utf8')
  expect(lock).not.toContain('://')
  for (const [pin] of lock.matchAll(/^\S+==\S+.*$/gm)) expect(pin).toMatch(/\\$/)
})
