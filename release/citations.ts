import type { Release } from '../fitness/release.ts'
import { type Author, NASBENCH_101, type Work, worksIn } from './bibliography.ts'
import { PUBLISHER } from './publisher.ts'

/** Where the project is; what is cited needs an address. */
export const PROJECT_TITLE = 'EO NAS-Bench'

/** What to cite with a release. */
export interface Cited {
  /** Known works, each once. */
  readonly works: readonly Work[]
  /** Instances whose citation names no known work; the text is theirs. */
  readonly others: readonly {
    readonly key: string
    readonly title: string
    readonly text: string
  }[]
}

/** @param trainingSources titles of what the models of the release were trained on */
export function citedIn({ instances }: Release, trainingSources: readonly string[]): Cited {
  const texts = instances.flatMap(({ instance, sources }) => [
    instance.citation,
    ...sources.map(({ title }) => title),
  ])
  const unknown = instances.filter(({ instance }) => worksIn([instance.citation]).length === 0)
  return {
    works: worksIn([NASBENCH_101.title, ...texts, ...trainingSources]),
    others: unknown.map(({ instance: { id, title, citation } }) => ({
      key: id,
      title,
      text: citation,
    })),
  }
}

/** One work in a line of prose. */
export function citationText({ authors, title, venue, year, url }: Work): string {
  const names = authors.map((author) => ('name' in author ? author.name : author.family)).join(', ')
  return `${names} (${year}). ${title}.${venue === undefined ? '' : ` ${venue}.`} ${url}`
}

// JSON is YAML, and quotes what YAML would read otherwise.
const yaml = (text: string) => JSON.stringify(text)

function cffAuthor(author: Author): string {
  return 'name' in author
    ? `{ name: ${yaml(author.name)} }`
    : `{ family-names: ${yaml(author.family)}, given-names: ${yaml(author.given)} }`
}

/** One work as a reference of the Citation File Format. */
export function cffReference(work: Work): string {
  const { kind, title, authors, year, url, licence, doi, venue, volume, issue, pages } = work
  const fields: [string, string | number | undefined][] = [
    ['year', year],
    ['url', yaml(url)],
    ['license', licence],
    ['doi', doi],
    [kind === 'conference-paper' ? 'collection-title' : 'journal', venue && yaml(venue)],
    ['volume', volume],
    ['issue', issue && yaml(issue)],
    ['start', pages?.[0]],
    ['end', pages?.[1]],
  ]
  const lines = fields.flatMap(([name, value]) =>
    value === undefined ? [] : [`    ${name}: ${value}\n`],
  )
  // What the format calls a data set among references; of the whole it is `dataset`.
  const type = kind === 'dataset' ? 'data' : kind
  return `  - type: ${type}
    title: ${yaml(title)}
    authors:
${authors.map((author) => `      - ${cffAuthor(author)}\n`).join('')}${lines.join('')}`
}

/** Citation File Format 1.2.0. */
export function citationCff(release: Release, { works, others }: Cited): string {
  const otherReferences = others.map(
    ({ title, text }) => `  - type: generic
    title: ${yaml(title)}
    authors:
      - { name: ${yaml(authorsOf(text))} }
    notes: ${yaml(text)}
`,
  )
  // Instances may share a title and a citation, and the format refuses equal references.
  const references = new Set([...works.map(cffReference), ...otherReferences])
  return `cff-version: 1.2.0
title: ${yaml(titleOf(release))}
message: If you use this data set, please cite it and the sources of the instances that you used.
type: dataset
authors:
  - { name: ${yaml(PUBLISHER)} }
date-released: ${release.publishedAt.slice(0, 10)}
license: Apache-2.0
version: ${yaml(release.id)}
keywords: [neural architecture search, Earth observation, remote sensing, benchmark, NASBench-101]
references:
${[...references].join('')}`
}

export function titleOf({ id }: Pick<Release, 'id'>): string {
  return `${PROJECT_TITLE}, release ${id}`
}

// Prose: authors, a colon, a title.
function authorsOf(citation: string): string {
  const [authors, rest] = citation.split(': ', 2)
  return rest === undefined || authors === undefined ? citation : authors
}
