import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import {
  COLUMN_FILE,
  DISTANCES_FILE,
  MODEL_FILE,
  RELEASE_FILE,
} from '../../api/operations/downloads.ts'
import { ERROR_CODES, ERRORS } from '../../api/operations/errors.ts'
import type { AnyOperation } from '../../api/operations/operation.ts'
import { operations } from '../../api/operations/operations.ts'
import { ArchitectureReference } from '../../api/operations/schemas/architecture.ts'
import { INVALID_REASONS } from '../../space/invalid-architecture-error.ts'
import { testApp } from '../support/served.ts'

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
const page = read('docs/api.md')
const rows = page.split('\n').filter((line) => line.startsWith('| '))

test('docs/api.md has every operation with its method and path, and no other', () => {
  for (const { name, method, path } of Object.values<AnyOperation>(operations)) {
    expect(
      rows.filter((row) => row.startsWith(`| \`${name}\` | \`${method} ${path}\` |`)),
    ).toHaveLength(1)
  }
  const listed = rows.filter((row) => /\| `(GET|POST) \//.test(row))
  expect(listed).toHaveLength(Object.keys(operations).length)
})

test('docs/api.md has the files', () => {
  for (const { path } of [COLUMN_FILE, DISTANCES_FILE, MODEL_FILE, RELEASE_FILE]) {
    expect(rows.filter((row) => row.startsWith(`| \`${path}\` |`))).toHaveLength(1)
  }
})

test('the docs promise to keep only the files that are sent as immutable', () => {
  for (const path of ['docs/api.md', 'docs/running.md']) {
    const text = read(path).replaceAll(/\s+/g, ' ')
    expect(text).toContain('. Parquet tables, databases and `space-1.bin` never change')
    expect(text.match(/[^.]* never change\b/g)).toHaveLength(1)
  }
})

test('docs/api.md has every error with its status and page', () => {
  for (const code of ERROR_CODES) {
    const start = `| [\`${code}\`](errors/${code}.md) | ${ERRORS[code].status} |`
    expect(rows.filter((row) => row.startsWith(start))).toHaveLength(1)
  }
})

test('docs/api.md has every field that chooses a fitness, with its default', () => {
  const { architectures: _, instance: __, ...fields } = operations.query.input.shape
  const defaults = operations.query.input.parse({ instance: 'x', architectures: [] })
  for (const name of Object.keys(fields)) {
    const value = (defaults as Record<string, unknown>)[name] ?? 'the largest of the instance'
    expect(rows.some((row) => row.replaceAll('`', '').startsWith(`| ${name} | ${value} |`))).toBe(
      true,
    )
  }
})

test('the architectures that docs/api.md shows are such', () => {
  const blocks = [...page.matchAll(/```json\n([^`]*)```/g)].map(([, text]) =>
    JSON.parse(text ?? ''),
  )
  expect(blocks).toHaveLength(3)
  for (const block of blocks.slice(0, 2)) ArchitectureReference.parse(block)
  operations.query.input.parse(blocks[2])
})

test('the page of architecture_invalid has every reason', () => {
  for (const reason of INVALID_REASONS) {
    expect(read('docs/errors/architecture_invalid.md')).toContain(`| \`${reason}\` |`)
  }
})

test('the three lines to try at / work', async () => {
  const app = await testApp()
  const text = await (await app.request('/')).text()
  const lines = [...text.matchAll(/curl '([^']+)'/g)].map(([, url]) => url ?? '')
  expect(lines).toHaveLength(3)
  for (const url of lines) expect((await app.request(url)).status).toBe(200)
})
