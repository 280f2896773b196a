import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { exactAutocorrelation } from '../../landscape/autocorrelation.ts'
import { fittestOf } from '../../landscape/distance-correlation.ts'
import { valuedDegrees } from '../../landscape/landscape.ts'
import { linearFit } from '../../landscape/linear-fit.ts'
import { locality } from '../../landscape/locality.ts'
import { divergedRuns, majorityMode, mostDiscerning } from '../../landscape/metric-malfunction.ts'
import { neutrality, publishedTolerance } from '../../landscape/neutrality.ts'
import { persistence, persistenceAreas } from '../../landscape/persistence.ts'
import { randomWalks, walkAutocorrelation } from '../../landscape/random-walks.ts'
import { landscapeOf, neighboursOf, randomLandscape, withFollower } from './small-landscape.ts'

const landscapes = fc
  .tuple(fc.gen(), fc.integer({ min: 5, max: 50 }))
  .map(([generate, size]) =>
    randomLandscape((most) => generate(fc.integer, { min: 0, max: most }), size),
  )

test('the exact autocorrelation is that of the transition matrix, written out', () => {
  fc.assert(
    fc.property(landscapes, (landscape) => {
      const degrees = valuedDegrees(landscape)
      const ids = [...degrees.keys()].filter((id) => (degrees[id] as number) > 0)
      fc.pre(new Set(ids.map((id) => landscape.fitness[id])).size > 1)
      const total = ids.reduce((sum, id) => sum + (degrees[id] as number), 0)
      const share = (id: number) => (degrees[id] as number) / total
      const value = (id: number) => landscape.fitness[id] as number
      const mean = ids.reduce((sum, id) => sum + share(id) * value(id), 0)
      let rows = ids.map((id) => new Map([[id, 1]]))
      const variance = ids.reduce((sum, id) => sum + share(id) * (value(id) - mean) ** 2, 0)
      const { byLag } = exactAutocorrelation(landscape, 3)
      for (const lag of [1, 2, 3]) {
        rows = rows.map((row) => {
          const next = new Map<number, number>()
          for (const [id, chance] of row) {
            const others = neighboursOf(landscape, id)
            for (const other of others) {
              next.set(other, (next.get(other) ?? 0) + chance / others.length)
            }
          }
          return next
        })
        let covariance = 0
        for (const [place, id] of ids.entries()) {
          for (const [other, chance] of rows[place] as Map<number, number>) {
            covariance += share(id) * chance * (value(id) - mean) * (value(other) - mean)
          }
        }
        expect(byLag[lag]).toBeCloseTo(covariance / variance, 9)
      }
    }),
  )
})

test('an endless walk never visits a cell that no move leads to', () => {
  fc.assert(
    fc.property(landscapes, fc.nat(), fc.double({ min: 0, max: 1 }), (landscape, of, fitness) => {
      const alone = exactAutocorrelation(landscape, 3)
      const follower = withFollower(landscape, of % landscape.graph.size, fitness)
      expect(exactAutocorrelation(follower, 3)).toEqual(alone)
    }),
  )
})

test('long walks come near the exact autocorrelation, and a seed gives the same walks', () => {
  const ring = Array.from({ length: 40 }, (_, id) => [id, (id + 1) % 40] as const)
  const landscape = landscapeOf(
    ring.map(([id]) => Math.sin((id * Math.PI) / 10)),
    ring,
  )
  const options = { walks: 40, length: 2000, seed: 5 }
  const walks = randomWalks(landscape, options)
  expect(randomWalks(landscape, options)).toEqual(walks)
  const { pooled } = walkAutocorrelation(
    walks.map((walk) => Array.from(walk, (id) => landscape.fitness[id] as number)),
  )
  expect(exactAutocorrelation(landscape, 1).byLag[1]).toBeCloseTo(Math.cos(Math.PI / 10), 12)
  expect(pooled).toBeCloseTo(Math.cos(Math.PI / 10), 2)
})

test('the mean of the autocorrelations of short walks is lower than the pooled one', () => {
  const walks = [
    [0, 1, 2, 3],
    [10, 11, 12, 13],
  ]
  const { pooled, meanOfWalks, publishedRuggedness } = walkAutocorrelation(walks)
  expect(meanOfWalks).toBeCloseTo(1 / 3, 12) // (1.5 * 0.5 - 0.25 + 0.75) / 3 over 1.25
  expect(pooled).toBeGreaterThan(0.9)
  expect(publishedRuggedness).toBeCloseTo(3, 12)
})

test('neutral pairs and networks are those of pairwise comparison', () => {
  fc.assert(
    fc.property(landscapes, fc.constantFrom(0, 0.05, 0.15), (landscape, tolerance) => {
      const ids = [...landscape.fitness.keys()].filter((id) => !Number.isNaN(landscape.fitness[id]))
      const isNeutral = (one: number, other: number) => {
        const difference = Math.abs(
          (landscape.fitness[one] as number) - (landscape.fitness[other] as number),
        )
        return difference < tolerance || difference === 0
      }
      const degree = (id: number) =>
        neighboursOf(landscape, id).filter((other) => isNeutral(id, other))
      const networks = new Set<string>()
      let largest = 0
      for (const id of ids) {
        const members = new Set([id])
        for (const one of members) for (const other of degree(one)) members.add(other)
        networks.add([...members].sort((a, b) => a - b).join())
        largest = Math.max(largest, members.size)
      }
      const found = neutrality(landscape, tolerance)
      const neutral = ids.reduce((sum, id) => sum + degree(id).length, 0)
      expect(found.degreeMean).toBeCloseTo(neutral / ids.length, 12)
      expect([found.networks, found.largestNetwork]).toEqual([networks.size, largest])
    }),
  )
  expect(publishedTolerance(Float64Array.of(0.1, Number.NaN, 0.8))).toBeCloseTo(0.02, 15)
})

test('a line through points on a line is that line, and gaps are left out', () => {
  const fit = linearFit([0, 1, 2, Number.NaN, 4], [1, 3, 5, 100, 9])
  expect(fit).toMatchObject({ count: 4, slope: 2, intercept: 1 })
  expect(fit.correlation).toBeCloseTo(1, 12)
})

test('locality is 1 where neighbours equal a cell, and -1 where they are its opposite', () => {
  const pairs = [
    [0, 1],
    [2, 3],
  ] as const
  expect(locality(landscapeOf([0.2, 0.2, 0.8, 0.8], pairs)).slope).toBeCloseTo(1, 12)
  expect(locality(landscapeOf([0.2, 0.8, 0.8, 0.2], pairs)).slope).toBeCloseTo(-1, 12)
})

test('the fittest is the least id of equals, and a landscape without values has none', () => {
  expect(fittestOf(Float64Array.of(Number.NaN, 0.5, 0.7, 0.7))).toBe(2)
  expect(() => fittestOf(Float64Array.of(Number.NaN))).toThrow(RangeError)
})

describe('persistence', () => {
  const first = [8, 7, 6, 5, 4, 3, 2, 1]

  test('is 1 where the order stays, and 0 where it is reversed', () => {
    expect(persistence([first, first], 25)).toEqual({ percent: 25, positive: 1, negative: 1 })
    const reversed = first.toReversed()
    expect(persistence([first, reversed], 25)).toEqual({ percent: 25, positive: 0, negative: 0 })
  })

  test('asks for every later budget', () => {
    const swapped = [8, 6, 7, 5, 4, 3, 1, 2]
    expect(persistence([first, swapped, first], 25)).toMatchObject({ positive: 0.5, negative: 1 })
    expect(persistence([first, first, swapped], 12.5)).toMatchObject({ positive: 1, negative: 0 })
  })

  test('has the area 1 less half of a step where the order stays', () => {
    expect(persistenceAreas([first, first])).toEqual({ positive: 0.98, negative: 0.98 })
    expect(() => persistence([first], 25)).toThrow('two budgets')
  })
})

test('a metric malfunctions where unlike cells share the accuracy of the largest class', () => {
  const fitness = Float64Array.of(0.2, 0.1999, 0.6, 0.2001, Number.NaN)
  const mode = majorityMode(
    fitness,
    { majorityShare: 0.2, tolerance: 0.001 },
    (one, other) => other - one,
  )
  expect(mode.cells).toEqual([0, 1, 3])
  expect(mode.distanceMean).toBe(2)
  const runs = new Map([
    [1, [0.9, 0.1]],
    [2, [0.1, 0.1]],
    [3, [0.9, 0.9]],
  ])
  expect(divergedRuns(runs, 0.11)).toEqual({ cells: [1, 2], runs: 3, recovered: 1 })
  expect(mostDiscerning({ overall: { share: 0.5 }, kappa: { share: 0.4 } })).toBe('kappa')
})
