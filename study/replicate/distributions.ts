import { divergedRuns } from '../../landscape/metric-malfunction.ts'
import { numbersOf, type Row } from '../source-tables.ts'
import { type Figure, verdictOf, worstVerdict } from './figure.ts'

/** The quantile by linear interpolation between the sorted values. */
export function quantileOf(values: Float64Array, share: number): number {
  const sorted = values.toSorted()
  const place = (sorted.length - 1) * share
  const below = sorted[Math.floor(place)] as number
  const above = sorted[Math.ceil(place)] as number
  return below + (above - below) * (place - Math.floor(place))
}

/** The greatest difference between two empirical distribution functions. */
export function kolmogorovSmirnov(one: Float64Array, other: Float64Array): number {
  const [left, right] = [one.toSorted(), other.toSorted()]
  let [a, b, greatest] = [0, 0, 0]
  while (a < left.length && b < right.length) {
    const value = Math.min(left[a] as number, right[b] as number)
    while (a < left.length && (left[a] as number) <= value) a++
    while (b < right.length && (right[b] as number) <= value) b++
    greatest = Math.max(greatest, Math.abs(a / left.length - b / right.length))
  }
  return greatest
}

/** P5, the published sample of 907 cells and the 450 cells of the walks. */
export function sampleFigures(sample: readonly Row[], walks: readonly Row[]): Figure[] {
  const values = numbersOf(sample, 'validation_avg_micro_accuracy')
  const quantiles = [0.1, 0.5, 0.9].map((share) => quantileOf(values, share))
  const distance = kolmogorovSmirnov(values, numbersOf(walks, 'validation_oa'))
  const printed = [0.57, 0.59, 0.603]
  return [
    {
      study: 'P5',
      quantity: 'Quantiles of validation OA at 10, 50 and 90 %',
      definition: `Linear interpolation over ${values.length} published rows.`,
      published: '.570, .590, .603',
      ours: quantiles.map((value) => value.toFixed(3)).join(', '),
      verdict: worstVerdict(
        quantiles.map((value, at) => verdictOf(value, { value: printed[at] as number, digits: 3 })),
      ),
      reason: 'The rows have no architecture; they check the distribution alone.',
      table: 'sample',
    },
    {
      study: 'P5',
      quantity: 'Distance of the 907 rows to the 450 cells of the walks',
      definition: 'Kolmogorov-Smirnov distance of validation OA.',
      published: '.058',
      ours: distance.toFixed(3),
      verdict: verdictOf(distance, { value: 0.058, digits: 3 }),
      reason: 'The walks are close to a uniform sample in this measure.',
      table: 'sample',
    },
  ]
}

/** P1, the overall fitness of the 100-cell table. */
export function overallFigures(hundred: readonly Row[]): Figure[] {
  const values = numbersOf(hundred, 'test_accuracy')
  const mean = values.reduce((a, b) => a + b, 0) / values.length
  const deviation = Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length)
  return [
    {
      study: 'P1',
      quantity: 'Overall fitness, So2Sat LCZ-42',
      definition: 'Mean and standard deviation of the test accuracy of 100 cells at 36 epochs.',
      published: 'about .83, deviation about .10',
      ours: `${mean.toFixed(3)}, deviation ${deviation.toFixed(3)}`,
      verdict: worstVerdict([
        verdictOf(mean, { value: 0.83, digits: 2 }),
        verdictOf(deviation, { value: 0.1, digits: 2 }),
      ]),
      reason: 'Computed from the table of the study.',
      table: 'hundred',
    },
  ]
}

const DIVERGED = 0.11

/** P3, runs of NASBench-101 that did not learn. */
export function divergedFigures(searchLogs: readonly Row[]): Figure[] {
  const runs = new Map<string, number[]>()
  for (const row of searchLogs) {
    if (Number(row['epochs']) !== 36) continue
    const values = runs.get(row['module_hash'] ?? '') ?? []
    values.push(Number(row['validation_accuracy']))
    runs.set(row['module_hash'] ?? '', values)
  }
  const numbered = new Map([...runs.values()].map((values, at) => [at, values]))
  const { cells, recovered } = divergedRuns(numbered, DIVERGED)
  return [
    {
      study: 'P3',
      quantity: 'Cells with a diverged run, CIFAR-10 at 36 epochs',
      definition: 'Cells with a run whose validation accuracy is at most .11; chance is .10.',
      published: '10 of 10,570 cells',
      ours: `${cells.length} of ${runs.size.toLocaleString('en-GB')} cells; ${recovered} of them have another run above`,
      verdict: cells.length === 10 && runs.size === 10_570 ? 'exact' : 'different',
      reason: 'Accuracy at chance is a mode of its own: unlike cells share it.',
      table: 'searchLogs',
    },
  ]
}
