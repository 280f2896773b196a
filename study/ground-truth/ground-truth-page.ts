import type { Spread } from '../spread.ts'
import type { GroundTruthEntry } from './ground-truth.ts'

const HEADER = [
  'entry',
  'cells',
  'chosen',
  'truth',
  'predicted mean',
  'worlds',
  'worlds with noise',
  'published estimator',
]

function shown(value: number | null): string {
  if (value === null) return '–'
  return Number.isInteger(value) ? value.toLocaleString('en-GB') : value.toPrecision(3)
}

function spread(of: Spread | null): string {
  return of === null ? '–' : `${shown(of.median)} (${shown(of.low)} to ${shown(of.high)})`
}

/** The entries as one table of Markdown. */
export function groundTruthPage(entries: readonly GroundTruthEntry[]): string {
  const order = [...new Set(entries.map(({ key }) => key))]
  const sorted = [...entries].sort((a, b) => order.indexOf(a.key) - order.indexOf(b.key))
  const rows = sorted.map(({ key, rows, sampling, truth, mean, worlds, runs, samples }) => [
    key,
    String(rows),
    sampling,
    shown(truth),
    shown(mean),
    spread(worlds),
    spread(runs),
    spread(samples),
  ])
  return [HEADER, HEADER.map(() => '---'), ...rows]
    .map((row) => `| ${row.join(' | ')} |`)
    .join('\n')
}
