import type { Protocol, ProtocolEvaluation, SurrogateCard } from '../surrogate/card.ts'
import { describeProtocol } from './evaluation/report.ts'
import { RefusedError } from './refused-error.ts'

/** In place of what the same protocol gave at the same budgets; all else is kept. */
export function withEvaluation(card: SurrogateCard, evaluation: ProtocolEvaluation): SurrogateCard {
  const isSame = (other: ProtocolEvaluation) =>
    describeProtocol(other) === describeProtocol(evaluation)
  const before = card.evaluation?.protocols ?? []
  const budgets = new Set(evaluation.measures.map(({ epochs }) => epochs))
  const kept = before
    .filter((other) => isSame(other) && other.seed === evaluation.seed)
    .flatMap(({ measures }) => measures.filter(({ epochs }) => !budgets.has(epochs)))
  const measures = [...kept, ...evaluation.measures].sort((a, b) => a.epochs - b.epochs)
  const others = before.filter((other) => !isSame(other))
  return { ...card, evaluation: { protocols: [...others, { ...evaluation, measures }] } }
}

/**
 * A protocol of a card has one seed: another one at some budgets would drop the figures at the others.
 * @throws RefusedError naming them
 */
export function assertKeepsBudgets(
  card: SurrogateCard,
  { protocol, seed, budgets }: { protocol: Protocol; seed: number; budgets: readonly number[] },
): void {
  const label = describeProtocol(protocol)
  for (const before of card.evaluation?.protocols ?? []) {
    if (describeProtocol(before) !== label || before.seed === seed) continue
    const all = [...new Set(before.measures.map(({ epochs }) => epochs))]
    const lost = all.filter((epochs) => !budgets.includes(epochs))
    if (lost.length === 0) continue
    throw new RefusedError(
      `The card has figures at ${lost.join(', ')} epochs with seed ${before.seed} (${label}), and they would be lost. Use --seed ${before.seed}, or evaluate all budgets.`,
    )
  }
}
