import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { WORKS } from '../../release/bibliography.ts'
import { bibtexEntry } from '../../release/bibtex.ts'
import { projectCitation } from '../../release/project-citation.ts'

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
const { version } = JSON.parse(read('package.json')) as { version: string }

test('CITATION.cff has every source once, with authors, year, address and licence', () => {
  const file = read('CITATION.cff')
  const [, date = ''] = /^date-released: (\d{4}-\d{2}-\d{2})$/m.exec(file) ?? []
  expect(file).toBe(projectCitation({ version, date }))
  for (const { title, year, url } of WORKS) {
    expect(file.split(`title: ${JSON.stringify(title)}`)).toHaveLength(2)
    expect(file).toContain(`    year: ${year}\n    url: ${JSON.stringify(url)}\n`)
  }
})

test('BibTeX has a title, authors, a year and an address for every source', () => {
  for (const work of WORKS) {
    const entry = bibtexEntry(work)
    for (const field of ['title', 'author', 'year', 'url']) {
      expect(entry).toMatch(new RegExp(`^  ${field} = \\{.+\\},$`, 'm'))
    }
  }
  expect(new Set(WORKS.map(({ key }) => key)).size).toBe(WORKS.length)
})
