import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { BUILT_IN } from '../support/built-in.ts'

const repository = resolve(import.meta.dirname, '../..')
const ids = BUILT_IN.map(({ id }) => id)

/** Texts that are exactly the id of a built-in instance, outside of what is only shown to readers. */
function namedIn(source: string): string[] {
  const code = source
    // The examples of an operation, up to the line that closes them.
    .replace(/^ {2}examples: \[[^\n]*\],$|^ {2}examples: \[$.*?^ {2}\],$/gms, '')
    .replace(/^ {2}example: \{$.*?^ {2}\},$/gms, '')
    .replace(/<pre\b.*?<\/pre>/gs, '')
    .split('\n')
    .filter((line) => !/^\s*(\/\/|\*|\/\*)|\bexample: /.test(line))
    .join('\n')
  return ids.filter((id) => ["'", '"', '`'].some((quote) => code.includes(quote + id + quote)))
}

test('no code but the folder of an instance names it', () => {
  const { stdout } = spawnSync('git', ['ls-files', '*.ts'], { cwd: repository, encoding: 'utf8' })
  const elsewhere = /^(?:instances|test|bench|soak|study|client\/examples)\//
  // Types for the readers of answers; test/client/measure.test.ts compares them with the folders.
  const typed = 'client/instance-metrics.ts'
  const files = stdout
    .split('\n')
    .filter((file) => file !== '' && file !== typed && !elsewhere.test(file))
  expect(files.length).toBeGreaterThan(300)
  const named = files.flatMap((file) =>
    namedIn(readFileSync(join(repository, file), 'utf8')).map((id) => `${file} names ${id}`),
  )
  expect(named).toStrictEqual([])
})

test('an id in code is found, and one in an example or a comment is not', () => {
  const [id = ''] = ids
  expect(namedIn(`if (instance === '${id}') return`)).toStrictEqual([id])
  expect(namedIn(`  examples: [{ instance: '${id}' }],\n`)).toStrictEqual([])
  expect(namedIn(`  examples: [\n    { instance: '${id}' },\n  ],\n`)).toStrictEqual([])
  expect(namedIn(`// '${id}' is loaded first\n  .meta({ example: '${id}' })`)).toStrictEqual([])
})

test('README and docs/ingest.md have a row for every built-in instance', () => {
  const read = (path: string) => readFileSync(join(repository, path), 'utf8')
  for (const id of ids) expect(read('docs/ingest.md')).toContain(`\`${id}\``)
  // Data that only train a surrogate are not served, and have no recipe.
  const shown = BUILT_IN.filter(({ folder }) => existsSync(join(folder, 'recipe.json')))
  for (const { id } of shown) expect(read('README.md')).toContain(`| \`${id}\` |`)
})
