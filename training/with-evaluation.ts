import type { ProtocolEvaluation, SurrogateCard } from '../surrogate/card.ts'
import { describeProtocol } from './evaluation/report.ts'

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
