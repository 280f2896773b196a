import type { Release } from '../fitness/release.ts'
import type { Author, Work } from './bibliography.ts'
import { type Cited, titleOf } from './citations.ts'
import { PUBLISHER } from './publisher.ts'

const SPECIAL = /[\\{}$&#^_~%]/g
const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '^': '\\textasciicircum{}',
  '~': '\\textasciitilde{}',
}
const escaped = (text: string) => text.replace(SPECIAL, (one) => ESCAPES[one] ?? `\\${one}`)

// Braces keep the capitals of a title, and the words of an organisation together.
const whole = (text: string) => `{${escaped(text)}}`

const ENTRY_TYPES = {
  article: 'article',
  'conference-paper': 'inproceedings',
  dataset: 'misc',
} as const

function authorOf(author: Author): string {
  return 'name' in author
    ? whole(author.name)
    : `${escaped(author.family)}, ${escaped(author.given)}`
}

function entry(
  type: string,
  key: string,
  fields: Readonly<Record<string, string | undefined>>,
): string {
  const lines = Object.entries(fields).flatMap(([name, value]) =>
    value === undefined ? [] : [`  ${name} = {${value}},\n`],
  )
  return `@${type}{${key},\n${lines.join('')}}\n`
}

/** One work as an entry of BibTeX. */
export function bibtexEntry(work: Work): string {
  const { key, kind, title, authors, year, venue, volume, issue, pages, doi, url } = work
  return entry(ENTRY_TYPES[kind], key, {
    title: whole(title),
    author: authors.map(authorOf).join(' and '),
    year: String(year),
    [kind === 'conference-paper' ? 'booktitle' : 'journal']: venue && escaped(venue),
    volume,
    number: issue,
    pages: pages?.join('--'),
    doi,
    url,
    note: work.licence && `Licence: ${escaped(work.licence)}`,
  })
}

/** The release, the works that it comes from, and what else its instances cite. */
export function referencesBib(release: Release, { works, others }: Cited): string {
  return [
    entry('misc', `eonasbench-${release.id}`, {
      title: whole(titleOf(release)),
      author: whole(PUBLISHER),
      year: release.publishedAt.slice(0, 4),
      version: release.id,
      note: 'Licence: Apache-2.0; the data keep the licences of their sources',
    }),
    ...works.map(bibtexEntry),
    ...others.map(({ key, title, text }) =>
      entry('misc', key, { title: whole(title), note: escaped(text) }),
    ),
  ].join('\n')
}
