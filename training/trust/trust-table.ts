import type { Unit } from '../../fitness/instance.ts'
import type { SurrogateCard } from '../../surrogate/card.ts'
import { describeProtocol } from '../evaluation/report.ts'
import { type TrustRow, trustRows } from './trust-rows.ts'

/** How far to trust a surrogate: Markdown with one row a measure, in plain words. */
export function trustTable(card: SurrogateCard): string[] {
  const rows = trustRows(card)
  if (rows.length === 0) {
    return ['Nobody has evaluated this model yet. Read its predictions as a guess.']
  }
  const protocols = new Set(rows.map(({ protocol }) => describeProtocol(protocol)))
  return [
    `Evaluation: ${[...protocols].join('; ')}.`,
    '',
    '| measure | epochs | typical error | pairs in the right order | smallest difference worth reading |',
    '| --- | --- | --- | --- | --- |',
    ...rows.map(
      ({ measure, epochs, unit, typicalError, ordered, leastDifference }) =>
        `| \`${measure}\` | ${epochs} | ${amount(typicalError, unit)} | ${share(ordered)} | ${amount(leastDifference, unit)} |`,
    ),
    ...missing(card, rows),
  ]
}

function missing({ outputs, withheld }: SurrogateCard, rows: readonly TrustRow[]): string[] {
  const isKnown = (one: { epochs: number; measure: string }) =>
    rows.some(({ epochs, measure }) => epochs === one.epochs && measure === one.measure)
  const unknown = outputs.filter((output) => !isKnown(output))
  const sentences = [
    listed('Predicted and not evaluated on at least 30 architectures', unknown),
    listed('Not predicted, because the predictions were no better than a mean', withheld),
  ].flat()
  return sentences.length === 0 ? [] : ['', ...sentences]
}

function listed(text: string, of: readonly { epochs: number; measure: string }[]): string[] {
  if (of.length === 0) return []
  const budgets = [...new Set(of.map(({ epochs }) => epochs))].map((budget) => {
    const names = of
      .filter(({ epochs }) => epochs === budget)
      .map(({ measure }) => `\`${measure}\``)
    return `${names.join(', ')} at ${budget} epochs`
  })
  return [`- ${text}: ${budgets.join('; ')}.`]
}

function share(value: number | null): string {
  return value === null ? '–' : `${Math.round(100 * value)} %`
}

const TEXTS: Readonly<Record<Unit, (value: number) => string>> = {
  fraction: (value) => `${figure(100 * value)} points`,
  coefficient: figure,
  millisecond: (value) => `${figure(value)} ms`,
  second: (value) => `${figure(value)} s`,
  'kilowatt-hour': (value) => `${figure(1000 * value)} Wh`,
  gram: (value) => `${figure(value)} g`,
}

function amount(value: number, unit: Unit): string {
  return TEXTS[unit](value)
}

function figure(value: number): string {
  const text = value.toPrecision(2)
  // Without an exponent: 3.4e+3.
  return text.includes('e') ? String(Number(text)) : text
}
