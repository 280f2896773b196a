import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Objective, type ParetoFront, paretoFront } from '../../fitness/pareto.ts'
import { ascending } from '../../fitness/selected.ts'
import { lastOf } from '../support/last-of.ts'

function frontOf(rows: readonly number[][], directions: Objective['direction'][]): ParetoFront {
  const objectives = directions.map(
    (direction, at): Objective => ({ direction, column: (id) => rows[id]?.[at] as number }),
  )
  return lastOf(paretoFront(ascending(rows.length), objectives))
}

function naiveFront(rows: readonly number[][], directions: Objective['direction'][]): number[] {
  const costs = rows.map((row) =>
    row.map((value, at) => (directions[at] === 'minimize' ? value : -value)),
  )
  const complete = [...rows.keys()].filter((id) => rows[id]?.every((value) => !Number.isNaN(value)))
  return complete.filter(
    (id) =>
      !complete.some((other) => {
        const pairs = (costs[other] ?? []).map((cost, at) => [cost, costs[id]?.[at] as number])
        return (
          pairs.every(([theirs, own]) => (theirs as number) <= (own as number)) &&
          pairs.some(([theirs, own]) => (theirs as number) < (own as number))
        )
      }),
  )
}

const value = fc.oneof(
  fc.integer({ min: 0, max: 5 }),
  fc.double({ noNaN: true, noDefaultInfinity: true, min: -10, max: 10 }),
  fc.constantFrom(0, -0, Number.NaN),
)

test.each([2, 3, 4])('of %i objectives exactly what nothing dominates is kept', (count) => {
  const direction = fc.constantFrom<Objective['direction']>('minimize', 'maximize')
  fc.assert(
    fc.property(
      fc.array(fc.array(value, { minLength: count, maxLength: count }), { maxLength: 60 }),
      fc.array(direction, { minLength: count, maxLength: count }),
      (rows, directions) => {
        const { ids, compared } = frontOf(rows, directions)
        expect([...ids].sort((a, b) => a - b)).toStrictEqual(naiveFront(rows, directions))
        expect(compared).toBe(rows.filter((row) => !row.some(Number.isNaN)).length)
      },
    ),
    { numRuns: 300 },
  )
})

test('the front begins at the best of the first objective, and equal points are in order of the ids', () => {
  const rows = [
    [3, 1],
    [1, 3],
    [2, 2],
    [1, 3],
    [3, 1],
    [3, 2],
    [0, Number.NaN],
  ]
  const { ids, compared } = frontOf(rows, ['minimize', 'minimize'])
  expect([...ids]).toStrictEqual([1, 3, 2, 0, 4])
  expect(compared).toBe(6)
  expect([...frontOf(rows, ['maximize', 'minimize']).ids]).toStrictEqual([0, 4])
})

test('a front of nothing is empty', () => {
  expect(frontOf([], ['minimize', 'maximize'])).toStrictEqual({ ids: ascending(0), compared: 0 })
  expect(frontOf([[1, Number.NaN, 1, 1]], Array(4).fill('minimize')).ids).toHaveLength(0)
})

test('a front of many points that do not dominate one another is found sooner than a fifth of them by all pairs', () => {
  const rows = Array.from({ length: 10_000 }, (_, id) => [id, (id * 7919) % 50_021, -id, 1])
  const directions = Array<Objective['direction']>(4).fill('minimize')
  const time = (count: number, front: (rows: number[][]) => ArrayLike<number>) => {
    const some = rows.slice(0, count)
    const started = process.cpuUsage()
    expect(front(some)).toHaveLength(count)
    return process.cpuUsage(started).user
  }
  const found = time(rows.length, (some) => frontOf(some, directions).ids)
  expect(found).toBeLessThan(time(rows.length / 5, (some) => naiveFront(some, directions)))
})

test('others get their turn after each pass over all points', () => {
  const columns = [1, 2, 3].map((factor) => (id: number) => (id * factor) % 7)
  const objectives = columns.map((column): Objective => ({ direction: 'minimize', column }))
  const pauses = [...paretoFront(ascending(50), objectives)].length
  // Values, costs, four weighings, what is worse, what is left, and the order by each objective.
  expect(pauses).toBeGreaterThanOrEqual(4 + 4 + 3)
})
