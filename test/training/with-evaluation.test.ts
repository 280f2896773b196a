import { expect, test } from 'vitest'
import type { Protocol, SurrogateCard } from '../../surrogate/card.ts'
import { RefusedError } from '../../training/refused-error.ts'
import { assertKeepsBudgets, withEvaluation } from '../../training/with-evaluation.ts'

const protocol: Protocol = { by: 'row', folds: 10, repeats: 3, trainSize: null, testSize: null }
const evaluationOf = (seed: number, budgets: readonly number[]) =>
  ({ ...protocol, seed, measures: budgets.map((epochs) => ({ epochs })) }) as never
const empty = { evaluation: null } as unknown as SurrogateCard
const card = withEvaluation(empty, evaluationOf(1, [4, 36]))

const budgetsOf = ({ evaluation }: SurrogateCard) =>
  evaluation?.protocols.map(({ seed, measures }) => [seed, measures.map(({ epochs }) => epochs)])

test('an evaluation takes the place of the same protocol at its budgets, and keeps the others', () => {
  expect(budgetsOf(withEvaluation(card, evaluationOf(1, [108, 4])))).toEqual([[1, [4, 36, 108]]])
})

test('figures that another seed would drop are named before the work begins', () => {
  const check = (seed: number, budgets: readonly number[]) => () =>
    assertKeepsBudgets(card, { protocol, seed, budgets })
  expect(check(2, [36])).toThrow(RefusedError)
  expect(check(2, [36])).toThrow(
    'at 4 epochs with seed 1 (10 folds by architecture, 3 repeats), and they would be lost',
  )
  for (const kept of [check(1, [36]), check(2, [4, 36, 108])]) expect(kept).not.toThrow()
  const other = { ...protocol, folds: 5 }
  expect(() => assertKeepsBudgets(card, { protocol: other, seed: 2, budgets: [36] })).not.toThrow()
  expect(() => assertKeepsBudgets(empty, { protocol, seed: 2, budgets: [36] })).not.toThrow()
})
