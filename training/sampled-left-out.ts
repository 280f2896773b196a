import type { CardOutput } from '../surrogate/card.ts'
import type { LeftOutPredictions } from './model.ts'

/** Points of a parity plot: more would only be a darker cloud, and a larger card. */
const MOST = 300
const DIGITS = 5

/** Predictions out of fold as a card keeps them: evenly over the ids, few digits. */
export function sampledLeftOut({
  architectureIds,
  means,
}: LeftOutPredictions): NonNullable<CardOutput['leftOut']> {
  const known = [...architectureIds.keys()]
    .filter((row) => !Number.isNaN(means[row]))
    .sort((one, other) => (architectureIds[one] as number) - (architectureIds[other] as number))
  const step = Math.max(1, known.length / MOST)
  const kept = Array.from(
    { length: Math.min(MOST, known.length) },
    (_, at) => known[Math.floor(at * step)] as number,
  )
  return {
    architectureIds: kept.map((row) => architectureIds[row] as number),
    means: kept.map((row) => Number((means[row] as number).toPrecision(DIGITS))),
  }
}
