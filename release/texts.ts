import type { Release } from '../fitness/release.ts'
import { type NamedFile, readingExamples } from './reading-examples.ts'

// The texts of a release depend on its content alone, so that making them again gives the same bytes.

const PROJECT = 'EO NAS-Bench'
const AUTHORS = 'The EO NAS-Bench maintainers'
const NASBENCH_101 =
  'C. Ying, A. Klein, E. Christiansen, E. Real, K. Murphy, F. Hutter: NAS-Bench-101: Towards Reproducible Neural Architecture Search. ICML 2019, PMLR 97, 7105-7114.'

export function titleOf({ id }: Release): string {
  return `${PROJECT}, release ${id}`
}

export interface Citation {
  /** Id of the instance. */
  readonly key: string
  readonly title: string
  /** Prose, as the instance states it. */
  readonly text: string
}

/** What to cite for each instance, the architectures' own paper first. */
export function citationsOf({ instances }: Release): Citation[] {
  return [
    { key: 'nasbench-101', title: 'NASBench-101, the search space', text: NASBENCH_101 },
    ...instances.map(({ instance: { id, title, citation } }) => ({
      key: id,
      title,
      text: citation,
    })),
  ]
}

// JSON is YAML, and quotes what YAML would read otherwise.
const yaml = (text: string) => JSON.stringify(text)

/** Citation File Format 1.2.0, which wants no reference twice. */
export function citationCff(release: Release): string {
  const references = citationsOf(release).map(
    ({ title, text }) => `  - type: generic
    title: ${yaml(title)}
    authors:
      - name: ${yaml(authorsOf(text))}
    notes: ${yaml(text)}
`,
  )
  return `cff-version: 1.2.0
title: ${yaml(titleOf(release))}
message: If you use this data set, please cite it and the sources of the instances that you used.
type: dataset
authors:
  - name: ${yaml(AUTHORS)}
version: ${yaml(release.id)}
keywords: [neural architecture search, Earth observation, remote sensing, benchmark, NASBench-101]
references:
${[...new Set(references)].join('')}`
}

// Citations are prose: authors, a colon, a title.
function authorsOf(citation: string): string {
  const [authors, rest] = citation.split(': ', 2)
  return rest === undefined || authors === undefined ? citation : authors
}

const BIBTEX_SPECIAL = /[\\{}$&#^_~%]/g
const BIBTEX_ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '^': '\\textasciicircum{}',
  '~': '\\textasciitilde{}',
}
const bibtex = (text: string) =>
  text.replace(BIBTEX_SPECIAL, (one) => BIBTEX_ESCAPES[one] ?? `\\${one}`)

export function referencesBib(release: Release): string {
  const entry = (key: string, fields: Readonly<Record<string, string>>) =>
    `@misc{${key},\n${Object.entries(fields)
      .map(([name, value]) => `  ${name} = {${value}},\n`)
      .join('')}}\n`
  return [
    entry(`eo-nas-bench-${release.id}`, {
      title: `{${bibtex(titleOf(release))}}`,
      author: `{${bibtex(AUTHORS)}}`,
      version: release.id,
    }),
    ...citationsOf(release).map(({ key, title, text }) =>
      entry(key, { title: `{${bibtex(title)}}`, note: bibtex(text) }),
    ),
  ].join('\n')
}

export function licencesMd(release: Release): string {
  const instances = release.instances.map(({ instance, sources }) => {
    const lines = sources.map(
      ({ title, name, licence, attribution, url }) =>
        `- ${licence}: ${title} (\`${name}\`${url === null ? '' : `, <${url}>`})${attribution === null ? '' : `. ${attribution}`}`,
    )
    const none = 'Nothing measured is in this release; the values are predictions of the surrogate.'
    return `## ${instance.id}\n\n${lines.length === 0 ? none : lines.join('\n')}\n`
  })
  return `# Licences

${PROJECT} itself, its predictions and the tables of architectures are under the Apache License 2.0. The measured values
keep the licences of the files that they come from:

${instances.join('\n')}`
}

/** @param files names and what each is, in the order of the manifest */
export function readmeMd(release: Release, files: readonly NamedFile[]): string {
  return `# ${titleOf(release)}

Measured and predicted fitness of all NASBench-101 cells. ${release.instances.length} instances: ${release.instances
    .map(({ instance }) => `\`${instance.id}\` (${instance.title})`)
    .join('; ')}.

| file | what it holds |
| --- | --- |
${files.map(({ name, about }) => `| \`${name}\` | ${about} |`).join('\n')}

\`manifest.json\` has size, rows, columns and sha256 of each file; \`dictionary.json\` says what each column means.
Measured values are exactly as published, in double precision; predictions are in single precision. What is missing is
NULL, an empty field or \`null\`. Tables join on \`architecture_id\`, the rank of the module hash.

${readingExamples(files)}How to cite: \`CITATION.cff\`, \`references.bib\`. Licences of the sources: \`LICENCES.md\`.
`
}
