import { cholesky } from './cholesky.ts'
import { Distribution } from './distribution.ts'
import { type Instance, UNIT_RANGES } from './instance.ts'
import { type Measure, measureName } from './measure.ts'
import type { PredictionTable } from './prediction-table.ts'

/** Of the greatest deviation that values in a range can have. */
const HALF = 0.5

/**
 * Checks the predictions at one budget over the whole space.
 * @param predicted whose predictions they are
 * @param architectures size of the space
 * @throws Error naming the surrogate, the budget, the measure, the first architecture with a value
 * that is missing or impossible, and the value
 */
export function checkPredictions(
  predicted: { readonly id: string; readonly instance: Pick<Instance, 'metrics'> },
  table: PredictionTable,
  architectures: number,
): void {
  const { epochs, measures, nearestMeasured } = table
  const where = `${predicted.id} at ${epochs} epochs`
  const refuse = (what: string): never => {
    throw new Error(`${where} ${what}. Train the surrogate again (docs/surrogate.md).`)
  }
  for (const [at, measure] of measures.entries()) {
    const name = measureName(measure)
    const range = rangeOf(predicted.instance, measure)
    if (range === null) refuse(`predicts ${name}, which the instance does not have`)
    else checkMeasure(table, { at, name, range, architectures }, refuse)
  }
  checkCorrelations(table, refuse)
  if (nearestMeasured?.length !== architectures) {
    refuse(
      `has ${nearestMeasured?.length ?? 'no'} distances to the nearest measured architecture instead of ${architectures}`,
    )
  }
  if (!nearestMeasured.includes(0)) refuse('has no architecture at distance 0 from what it learned')
}

interface Checked {
  readonly at: number
  readonly name: string
  /** What the unit allows. */
  readonly range: readonly [number, number]
  readonly architectures: number
}

function rangeOf({ metrics }: Pick<Instance, 'metrics'>, { metric }: Measure) {
  const unit = metrics.find(({ name }) => name === metric)?.unit
  return unit === undefined ? null : UNIT_RANGES[unit]
}

function checkMeasure(
  { means, standardDeviations, distributions }: PredictionTable,
  { at, name, range, architectures }: Checked,
  refuse: (what: string) => never,
): void {
  const parsed = Distribution.safeParse(distributions?.[at])
  const distribution = parsed.success
    ? parsed.data
    : refuse(`does not say how ${name} is distributed`)
  const [unitLeast, unitMost] = range
  const { least, most } = distribution
  if (least < unitLeast || most > unitMost || !(least < most)) {
    refuse(
      `predicts ${name} from ${least} to ${most}, which its unit does not allow: ${unitLeast} to ${unitMost}`,
    )
  }
  const [mean, deviation] = [means[at], standardDeviations[at]]
  for (const [what, column] of [
    ['mean', mean],
    ['standard deviation', deviation],
  ] as const) {
    if (column?.length === architectures) continue
    refuse(`has a ${what} of ${name} for ${column?.length ?? 0} of ${architectures} architectures`)
  }
  const wrongMean = firstOutside(mean as Float32Array, least, most)
  if (wrongMean !== null) {
    refuse(
      `predicts the mean of ${name} of architecture ${wrongMean.id} as ${wrongMean.value}, outside of ${least} to ${most}`,
    )
  }
  const greatest = Math.min(Number.MAX_VALUE, HALF * (unitMost - unitLeast))
  const wrongDeviation = firstOutside(deviation as Float32Array, 0, greatest)
  if (wrongDeviation !== null) {
    refuse(
      `predicts the standard deviation of ${name} of architecture ${wrongDeviation.id} as ${wrongDeviation.value}, outside of 0 to ${greatest}`,
    )
  }
  if (distribution.family === 'log-normal') {
    const { bound, side } = distribution
    const beyond = (mean as Float32Array).findIndex((value) =>
      side === 'above' ? value <= bound : value >= bound,
    )
    if (beyond !== -1) {
      refuse(
        `predicts the mean of ${name} of architecture ${beyond} as ${mean?.[beyond]}, not ${side} its bound ${bound}`,
      )
    }
  }
}

/** The first value that is not in a range, and whose it is; NaN is in none. */
function firstOutside(
  column: Float32Array,
  least: number,
  most: number,
): { id: number; value: number } | null {
  for (let id = 0; id < column.length; id++) {
    const value = column[id] as number
    if (!(value >= least && value <= most)) return { id, value }
  }
  return null
}

function checkCorrelations(
  { measures, correlations }: PredictionTable,
  refuse: (what: string) => never,
): void {
  const size = measures.length
  const isWhole =
    correlations?.length === size &&
    correlations.every(
      (row, i) =>
        row.length === size &&
        row.every((entry, j) => Number.isFinite(entry) && entry === correlations[j]?.[i]) &&
        row[i] === 1,
    )
  if (!isWhole) refuse(`has no symmetric correlations of its ${size} measures with a unit diagonal`)
  try {
    cholesky(correlations)
  } catch {
    refuse('has correlations that are not positive definite')
  }
}
