import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { exportSmall } from '../support/exported.ts'

// What others read of a release; each is skipped where its library is not installed for python3.

const TABLES = [
  'architectures',
  'test-instance.evaluations',
  'plain-instance.evaluations',
  'test-instance.predictions',
  'predicted-instance.predictions',
  'test-instance.fitness',
]
const exported = exportSmall({ formats: ['parquet', 'jsonl', 'sqlite'] })

function python(...args: string[]) {
  return spawnSync('python3', args, { encoding: 'utf8', maxBuffer: 2 ** 26 })
}

function lines(text: string): unknown[] {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
}

// The text of the JSON lines is compared with the values themselves in values.test.ts.
async function expected(table: string): Promise<unknown[]> {
  const { folder } = await exported
  return lines(gunzipSync(readFileSync(join(folder, `${table}.jsonl.gz`))).toString())
}

/** A test that says why it is skipped where python3 has no such module. */
function testWith(module: string, title: string, run: () => Promise<void>): void {
  const isMissing = python('-c', `import ${module}`).status !== 0
  const reason = isMissing ? ` (skipped: python3 has no ${module}; pip install ${module})` : ''
  test.skipIf(isMissing)(`${title}${reason}`, run)
}

async function check(module: string): Promise<void> {
  const script = join(import.meta.dirname, 'read_release.py')
  const { folder } = await exported
  for (const table of TABLES) {
    const { stdout, stderr } = python(script, module, join(folder, `${table}.parquet`))
    expect(lines(stdout || `"${stderr}"`), table).toStrictEqual(await expected(table))
  }
}

for (const module of ['pandas', 'polars', 'duckdb']) {
  testWith(module, `${module} reads every value of the Parquet files bit for bit`, () =>
    check(module),
  )
}

testWith('mlcroissant', 'mlcroissant finds nothing wrong in croissant.json', async () => {
  const { folder } = await exported
  const { status, stderr } = python(
    ...['-c', 'import mlcroissant, sys; mlcroissant.Dataset(jsonld=sys.argv[1])'],
    join(folder, 'croissant.json'),
  )
  expect(stderr).not.toMatch(/warning|error/i)
  expect(status).toBe(0)
})

testWith('cffconvert', 'cffconvert finds nothing wrong in CITATION.cff', async () => {
  const { folder } = await exported
  const { status, stdout, stderr } = python(
    ...['-c', 'from cffconvert.cli.cli import cli; cli()', '--validate', '-i'],
    join(folder, 'CITATION.cff'),
  )
  expect(stdout + stderr).toContain('are valid')
  expect(status).toBe(0)
})
