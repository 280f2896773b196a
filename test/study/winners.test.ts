import { expect, test } from 'vitest'
import { exactInterval } from '../../study/search/exact-interval.ts'
import { studyWinners, type Winner, winnersSection } from '../../study/search/winners.ts'

test('exact intervals of shares are those of scipy', () => {
  // scipy.stats.binomtest(k, n).proportion_ci(method="exact")
  const cases = [
    [0, 64, 0, 0.05600908938663658],
    [1, 64, 0.00039551251419647375, 0.08401032643435814],
    [10, 20, 0.27195784956079133, 0.7280421504392086],
    [20, 20, 0.8315665290169145, 1],
    [300, 1000, 0.27172111212914873, 0.32946167869736503],
  ] as const
  for (const [count, of, low, high] of cases) {
    const interval = exactInterval(count, of)
    expect(interval[0]).toBeCloseTo(low, 12)
    expect(interval[1]).toBeCloseTo(high, 12)
  }
})

// 1,000 architectures; the value of each is its number in world 0, and the reverse in world 1.
const worlds = [
  Float32Array.from({ length: 1000 }, (_, id) => id),
  Float32Array.from({ length: 1000 }, (_, id) => 999 - id),
]
// Of the 100 greatest of world 0 ten are measured, of those of world 1 none.
const isMeasured = (id: number) => id >= 990
const winner = (world: number, value: number, measured = false): Winner => ({
  algorithm: 'evolution',
  world,
  value,
  isMeasured: measured,
})

test('winners are compared with the best of their worlds', () => {
  const winners = [winner(0, 950), winner(0, 980, true), winner(1, 999), winner(2, 5000)]
  const studied = studyWinners({ winners, worlds, isMeasured, direction: 'maximize' })
  expect(studied.worlds).toStrictEqual([
    { world: 0, best: 999, found: 980, measuredOfBest: 10 },
    { world: 1, best: 999, found: 999, measuredOfBest: 0 },
  ])
  expect(studied.measuredShareOfBest).toBe(0.05)
  expect(studied).toMatchObject({ compared: 3, better: 0 })
  expect(studied.algorithms).toMatchObject([{ name: 'evolution', winners: 4, measured: 1 }])
  const section = winnersSection(studied)
  expect(section).toContain('| evolution | 1 of 4 | 0.6 % to 80.6 % |')
  expect(section).toContain('5.0 % were measured. Of 3 winners in these worlds, 0 have a better')
})

test('a winner above the best of its world is counted, also where less is better', () => {
  const winners = [winner(0, -1), winner(0, 3), winner(1, 0)]
  const studied = studyWinners({ winners, worlds, isMeasured, direction: 'minimize' })
  expect(studied.worlds[0]).toMatchObject({ best: 0, found: -1, measuredOfBest: 0 })
  expect(studied.worlds[1]).toMatchObject({ best: 0, found: 0, measuredOfBest: 10 })
  expect(studied).toMatchObject({ compared: 3, better: 1 })
})

test('without whole worlds there is nothing to compare the winners with', () => {
  const studied = studyWinners({
    winners: [winner(0, 1)],
    worlds: [],
    isMeasured,
    direction: 'maximize',
  })
  expect(studied.measuredShareOfBest).toBeNull()
  expect(winnersSection(studied)).not.toContain('of each whole world')
})
