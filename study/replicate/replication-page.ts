import { VERDICTS } from './figure.ts'
import type { Replication } from './replicate.ts'

const HEADER =
  '| study | quantity | published | ours | verdict | why |\n| --- | --- | --- | --- | --- | --- |'

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ')
}

/** The report as one page of Markdown. */
export function replicationPage({
  figures,
  missing,
}: Pick<Replication, 'figures' | 'missing'>): string {
  const counts = VERDICTS.map((verdict) => {
    const count = figures.filter((figure) => figure.verdict === verdict).length
    return `${count} ${verdict}`
  })
  const rows = figures.map(({ study, quantity, definition, published, ours, verdict, reason }) =>
    [study, `**${quantity}.** ${definition}`, published, ours ?? '–', verdict, reason]
      .map(cell)
      .join(' | '),
  )
  const gaps =
    missing.length === 0
      ? ''
      : `\nThese tables are missing in the sources folder, so their figures are left out: ${missing.join(', ')}.\n`
  return `# What of the published figures reproduces

${figures.length} figures: ${counts.join(', ')}.
Exact: our value rounds to the printed one. Close: within 5 %. Different: farther away.
${gaps}
${HEADER}
${rows.map((row) => `| ${row} |`).join('\n')}
`
}
