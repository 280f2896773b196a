import type { SurrogateCard } from '../../surrogate/card.ts'
import { checkLines } from '../check-lines.ts'
import { reportLines } from '../evaluation/report.ts'
import { trustTable } from './trust-table.ts'

/** A model card as Markdown: everything that the service has under `/v1/surrogates`, for readers. */
export function cardPage(card: SurrogateCard): string {
  const { id, instance, training, limitations, evaluation, checks, tried } = card
  const sections: [string, readonly string[]][] = [
    ['How far to trust it', trustTable(card)],
    ['Limitations', list(limitations)],
    [
      'Training data',
      list(training.sources.map(({ name, title, licence }) => `${title}: \`${name}\`, ${licence}`)),
    ],
    ...(evaluation?.protocols ?? []).map((protocol): [string, readonly string[]] => {
      const [heading = '', ...lines] = reportLines(protocol)
      return [`Evaluation: ${heading}`, lines.slice(1).flatMap(setOff)]
    }),
    ['Checks with values that it was not trained on', list(checkLines(checks))],
    [
      'What else was tried',
      list(tried.map(({ model, protocol, figures }) => `**${model}** (${protocol}): ${figures}.`)),
    ],
  ]
  return [
    `# Model card of \`${id}\``,
    '',
    `This surrogate predicts \`${instance.id}\` (${instance.title}). It was trained on ${training.rows} architectures.`,
    'All accuracies and errors below are of architectures that it did not see.',
    `The card as JSON is at \`/v1/surrogates/${id}\`; [the surrogate](../surrogate.md) explains the words.`,
    '',
    '```sh',
    training.trainedWith,
    '```',
    ...sections.flatMap(([title, lines]) =>
      lines.length === 0 ? [] : ['', `## ${title}`, '', ...lines],
    ),
    '',
  ].join('\n')
}

// The command prints these lines as they are; on a page they stand apart from the tables below them.
function setOff(line: string): string[] {
  return /^\d+ epochs: /.test(line) ? [`**${line}**`, ''] : [line]
}

function list(items: readonly string[]): string[] {
  return items.map((item) => `- ${item}`)
}
