import { beforeAll, expect, test } from 'vitest'
import type { Evaluator } from '../../search/evaluator.ts'
import { readTrajectory } from '../../search/trajectory.ts'
import { studyInitialisation } from '../../study/initialisation/initialisation-study.ts'
import { holm, rankSum } from '../../study/search/rank-tests.ts'
import { studySearch } from '../../study/search/search-study.ts'
import { evaluatorFor } from '../support/search-evaluator.ts'
import { testSpace } from '../support/space.ts'
import { VECTOR_INSTANCE, vectorRelease } from '../vectors/fitness-problem.ts'

let evaluator: Evaluator
beforeAll(async () => {
  const space = await testSpace()
  evaluator = evaluatorFor(space, vectorRelease(space).release)
})

const common = {
  instance: VECTOR_INSTANCE.id,
  measure: 'validationAccuracy',
  source: 'surrogate',
} as const

test('the rank-sum test gives the p-values of scipy', () => {
  // scipy.stats.mannwhitneyu(one, other, method="asymptotic")
  expect(rankSum([1, 2, 3, 4, 5], [6, 7, 8, 9, 10])).toBeCloseTo(0.012185780355344813, 12)
  expect(rankSum([1, 1, 2, 3], [1, 4, 4, 5])).toBeCloseTo(0.1804026662897562, 12)
  expect(rankSum([1, 1], [1, 1])).toBe(1)
  expect(holm([0.01, 0.04, 0.03])).toStrictEqual([0.03, 0.06, 0.06])
})

test('a study of searches runs every algorithm as often with the same budget', async () => {
  const lines: string[] = []
  const study = await studySearch(evaluator, { ...common, evaluations: 60, runs: 4 }, (...run) =>
    lines.push(run[2]),
  )
  expect(lines).toHaveLength(study.algorithms.length * 4)
  for (const text of lines) {
    const { outcomes } = readTrajectory(text)
    expect(outcomes.filter(({ charged }) => charged)).toHaveLength(60)
  }
  const ranks = study.algorithms.map(({ meanRank }) => meanRank)
  expect(ranks.reduce((sum, rank) => sum + rank)).toBeCloseTo(15)
  const random = study.algorithms.find(({ name }) => name === 'random-search')
  expect(random).toMatchObject({ a12: 0.5, pHolm: 1 })
})

test('zeros for invalid cells lower the first population of random individuals alone', async () => {
  const centroids = async (seed: number) => evaluator.sample(19, seed, 'random')
  const options = { ...common, runs: 5, evaluations: 40, centroids }
  const rows = await studyInitialisation(evaluator, options, () => {})
  expect(rows).toHaveLength(12)
  const initial = (policy: string, start: string) =>
    rows.find((row) => row.policy === policy && row.start === start)?.initialMean ?? Number.NaN
  expect(initial('zero', 'random')).toBeLessThan(initial('resample', 'random') - 0.05)
  expect(initial('zero', 'centroids')).toBe(initial('resample', 'centroids'))
  expect(rows.every((row) => (row.pFinal === null) === (row.start === 'centroids'))).toBe(true)
})
