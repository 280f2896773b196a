import type { Unit } from '../../fitness/instance.ts'
import type { MeasureEvaluation, ProtocolEvaluation, SurrogateCard } from '../../surrogate/card.ts'

/** How far to trust the predictions of one measure, in plain figures. */
export interface TrustRow {
  readonly epochs: number
  readonly measure: string
  readonly unit: Unit
  /** Mean absolute error on held-out architectures, in the unit. */
  readonly typicalError: number
  /** Share of pairs of held-out architectures in the right order; null where no order is predicted. */
  readonly ordered: number | null
  /** Four of five pairs whose predictions differ by this much are in the right order. */
  readonly leastDifference: number
  readonly protocol: ProtocolEvaluation
  readonly evaluation: MeasureEvaluation
}

// Of fewer held-out architectures the figures are noise.
const ARCHITECTURES_MIN = 30

// Two independent normal errors of standard deviation s: 80 % of the pairs that differ by
// 0.8416·√2·s are in order, and s is √(π/2) times the mean absolute error.
const LEAST_DIFFERENCE = 0.8416 * Math.SQRT2 * Math.sqrt(Math.PI / 2)

/** One row for each measure that the card predicts and evaluates, by its strictest protocol. */
export function trustRows(card: SurrogateCard): TrustRow[] {
  const units = new Map(card.instance.metrics.map(({ name, unit }) => [name, unit]))
  return card.outputs.flatMap(({ epochs, measure }): TrustRow[] => {
    const unit = units.get(metricOf(measure))
    const found = strictest(card, epochs, measure)
    const figures = found?.evaluation.models.find(({ model }) => model === 'surrogate')?.pooled
    const error = figures?.meanAbsoluteError.value ?? null
    if (unit === undefined || found === null || error === null) return []
    const tau = figures?.tau.value ?? null
    return [
      {
        epochs,
        measure,
        unit,
        typicalError: error,
        ordered: tau === null ? null : (1 + tau) / 2,
        leastDifference: LEAST_DIFFERENCE * error,
        ...found,
      },
    ]
  })
}

const metricOf = (measure: string) => measure.replace(/^halfway\./, '').split('.')[0] ?? ''

/** Whole sample groups before single architectures, folds before one sample, and large samples first. */
function strictest(
  card: SurrogateCard,
  epochs: number,
  measure: string,
): Pick<TrustRow, 'protocol' | 'evaluation'> | null {
  const protocols = [...(card.evaluation?.protocols ?? [])].sort(
    (left, right) => rank(left) - rank(right),
  )
  for (const protocol of protocols) {
    const evaluation = protocol.measures.find(
      (one) => one.epochs === epochs && one.measure === measure,
    )
    if (evaluation !== undefined && evaluation.architectures >= ARCHITECTURES_MIN) {
      return { protocol, evaluation }
    }
  }
  return null
}

function rank({ by, trainSize }: ProtocolEvaluation): number {
  if (by !== 'hold-out') return by === 'group' ? 0 : 1
  return 2 + 1 / (trainSize ?? Number.POSITIVE_INFINITY)
}
