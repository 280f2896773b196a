import fc from 'fast-check'
import { expect, test } from 'vitest'
import { randomRun } from '../../fitness/random-run.ts'

const seeds = fc.integer({ min: 0, max: 2 ** 32 - 1 })
const ids = fc.integer({ min: 0, max: 423_623 })
const problem = { instance: 'cifar10', epochs: 108 }

test('a draw is a run of the architecture, and the same each time', () => {
  fc.assert(
    fc.property(seeds, ids, fc.integer({ min: 1, max: 100 }), (seed, id, runs) => {
      const run = randomRun(seed, problem)(id, runs)
      expect(Number.isInteger(run) && run >= 0 && run < runs).toBe(true)
      expect(randomRun(seed, problem)(id, runs)).toBe(run)
    }),
  )
})

test('a draw does not depend on what was drawn before', () => {
  const draw = randomRun(7, problem)
  const forwards = Array.from({ length: 1000 }, (_, id) => draw(id, 3))
  const backwards = Array.from({ length: 1000 }, (_, at) => draw(999 - at, 3)).reverse()
  expect(backwards).toStrictEqual(forwards)
})

// Published answers carry a seed, so the function may never change.
test('the draws are the same on every machine and in every version', () => {
  const draw = randomRun(1, problem)
  expect(Array.from({ length: 12 }, (_, id) => draw(id, 3))).toStrictEqual([
    2, 1, 1, 1, 0, 2, 1, 2, 2, 2, 1, 0,
  ])
})

test('every run is drawn about as often, over architectures and over seeds', () => {
  const counts = (draws: number[]) =>
    [0, 1, 2].map((run) => draws.filter((one) => one === run).length)
  const overIds = Array.from({ length: 30_000 }, (_, id) => randomRun(5, problem)(id, 3))
  const overSeeds = Array.from({ length: 30_000 }, (_, seed) => randomRun(seed, problem)(42, 3))
  // Six standard deviations of a fair draw are 490.
  for (const count of [...counts(overIds), ...counts(overSeeds)]) {
    expect(Math.abs(count - 10_000)).toBeLessThan(490)
  }
})

test('seed, instance and epochs each change the draws', () => {
  const draws = (seed: number, instance: string, epochs: number) => {
    const draw = randomRun(seed, { instance, epochs })
    return Array.from({ length: 3000 }, (_, id) => draw(id, 3))
  }
  const base = draws(1, 'cifar10', 108)
  for (const other of [
    draws(2, 'cifar10', 108),
    draws(1, 'cifar11', 108),
    draws(1, 'cifar10', 36),
  ]) {
    const same = base.filter((run, id) => run === other[id]).length
    expect(Math.abs(same - 1000)).toBeLessThan(160)
  }
})
