import type { Release } from '../fitness/release.ts'
import { type Cited, citationText, titleOf } from './citations.ts'
import { FLAT_FORMATS } from './formats.ts'
import { type NamedFile, readingExamples } from './reading-examples.ts'

const EVERY_INSTANCE = 'architectures'

interface Config {
  readonly name: string
  readonly file: string
}

// One format: every configuration once. The first that is there is read fastest.
function configsOf(files: readonly NamedFile[]): Config[] {
  for (const { extension } of Object.values(FLAT_FORMATS)) {
    const end = `.${extension}`
    const found = files.filter(({ name }) => name.endsWith(end))
    if (found.length === 0) continue
    return found.map(({ name }) => ({ name: name.slice(0, -end.length), file: name }))
  }
  return []
}

// A line for each entry: a partial download keeps the lines of the files that it has.
function frontMatter(release: Release, files: readonly NamedFile[]): string {
  const configs = configsOf(files).map(({ name, file }) => {
    const isDefault = name === EVERY_INSTANCE ? ', default: true' : ''
    return `  - { config_name: ${name}, data_files: ${file}${isDefault} }\n`
  })
  return `---
pretty_name: ${JSON.stringify(titleOf(release))}
license: other
license_name: apache-2.0-and-licences-of-the-sources
license_link: LICENCES.md
tags: [neural-architecture-search, earth-observation, remote-sensing, benchmark, nas-bench-101]
${configs.length === 0 ? '' : `configs:\n${configs.join('')}`}---
`
}

/**
 * `README.md`: a text for people, and a dataset card by which `load_dataset` of Hugging Face finds each
 * table.
 * @param files names and what each is, in the order of the manifest
 */
export function datasetCard(
  release: Release,
  files: readonly NamedFile[],
  { works, others }: Cited,
): string {
  const cited = [...works.map(citationText), ...others.map(({ text }) => text)]
  return `${frontMatter(release, files)}
# ${titleOf(release)}

Measured and predicted fitness of all 423,624 NASBench-101 cells. The instances:

${release.instances.map(({ instance }) => `- \`${instance.id}\`: ${instance.title}`).join('\n')}

| file | what it holds |
| --- | --- |
${files.map(({ name, about }) => `| \`${name}\` | ${about} |`).join('\n')}

\`manifest.json\` has the size, rows, columns and sha256 of each file. \`dictionary.json\` says what each column means.
\`croissant.json\` says the same as Croissant metadata.
Measured values are exactly as published, in double precision. Predictions are in single precision. What is missing is
NULL, an empty field or \`null\`. Tables join on \`architecture_id\` or \`hash\`.

${readingExamples(files)}Licences of the sources: \`LICENCES.md\`. How to cite: \`CITATION.cff\`, \`references.bib\`. Cite the sources too:

${cited.map((text) => `- ${text}`).join('\n')}
`
}
