import fc from 'fast-check'
import { expect, test } from 'vitest'
import { normalQuantile, randomNormal } from '../../fitness/random-normal.ts'

const problem = { instance: 'cifar10', epochs: 108, measure: 'overallAccuracy.test' }

// Digits of tables of the normal distribution, not of this program.
test.each([
  [0.5, 0],
  [0.8413447460685429, 1],
  [0.975, 1.959963984540054],
  [0.9, 1.2815515655446004],
  [0.07, -1.4757910281791711],
  [0.001, -3.090232306167813],
  [2 ** -33, -6.337957754553789],
])('the normal quantile of %d is %d', (p, quantile) => {
  expect(Math.abs(normalQuantile(p) - quantile)).toBeLessThanOrEqual(2e-15 * Math.max(1, -quantile))
})

test('the normal quantile rises, and is odd around a half', () => {
  const p = fc.double({ min: 2 ** -33, max: 0.5, noNaN: true })
  fc.assert(
    fc.property(p, p, (a, b) => {
      expect(normalQuantile(Math.min(a, b))).toBeLessThanOrEqual(normalQuantile(Math.max(a, b)))
      const above = 1 - a
      expect(normalQuantile(above)).toBeCloseTo(-normalQuantile(1 - above), 12)
    }),
  )
})

// Published answers carry a seed, so the function may never change.
test('the draws are the same on every machine and in every version', () => {
  const draw = randomNormal(1, problem)
  expect([0, 1, 2, 423_623].map(draw)).toStrictEqual([
    0.7007435970596387, 1.136722002770064, 1.4755206448321023, 0.407628824297022,
  ])
})

test('a draw does not depend on what was drawn before', () => {
  const draw = randomNormal(7, problem)
  const forwards = Array.from({ length: 1000 }, (_, id) => draw(id))
  const backwards = Array.from({ length: 1000 }, (_, at) => draw(999 - at)).reverse()
  expect(backwards).toStrictEqual(forwards)
})

const COUNT = 40_000
const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0)
const seeds = (measure: string) =>
  Array.from({ length: COUNT }, (_, seed) => randomNormal(seed, { ...problem, measure })(42))
const ids = (seed: number, changes: Partial<typeof problem> = {}) =>
  Array.from({ length: COUNT }, (_, id) => id).map(randomNormal(seed, { ...problem, ...changes }))

test('draws are standard normal, over seeds and over architectures', () => {
  for (const draws of [seeds('overallAccuracy.test'), ids(3)]) {
    // Five standard errors of each statistic.
    expect(Math.abs(sum(draws) / COUNT)).toBeLessThan(5 / Math.sqrt(COUNT))
    const variance = sum(draws.map((one) => one * one)) / COUNT
    expect(Math.abs(variance - 1)).toBeLessThan(5 * Math.sqrt(2 / COUNT))
    for (const [z, share] of [
      [0.6744897501960817, 0.5],
      [1.2815515655446004, 0.8],
      [1.959963984540054, 0.95],
    ] as const) {
      const within = draws.filter((one) => Math.abs(one) < z).length / COUNT
      expect(Math.abs(within - share)).toBeLessThan(5 * Math.sqrt((share * (1 - share)) / COUNT))
    }
  }
})

test('seed, instance, epochs, measure and architecture each make draws of their own', () => {
  const base = ids(1)
  const others = [
    ids(2),
    ids(1, { instance: 'cifar11' }),
    ids(1, { epochs: 36 }),
    ids(1, { measure: 'overallAccuracy.validation' }),
    [...base.slice(1), base[0] as number],
  ]
  for (const other of others) {
    const correlation = sum(base.map((one, at) => one * (other[at] as number))) / COUNT
    expect(Math.abs(correlation)).toBeLessThan(5 / Math.sqrt(COUNT))
  }
  const [test_, validation] = [seeds('overallAccuracy.test'), seeds('overallAccuracy.validation')]
  const correlation = sum(test_.map((one, at) => one * (validation[at] as number))) / COUNT
  expect(Math.abs(correlation)).toBeLessThan(5 / Math.sqrt(COUNT))
})
