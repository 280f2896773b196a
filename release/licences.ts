import type { Release } from '../fitness/release.ts'
import { PROJECT_TITLE } from './citations.ts'

/** `LICENCES.md`: the licence and the attribution of each source. */
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

${PROJECT_TITLE} itself, its predictions and the tables of architectures are under the Apache License 2.0. The measured values
keep the licences of the files that they come from:

${instances.join('\n')}`
}
