import fc from 'fast-check'
import { expect, test } from 'vitest'
import { findBasins } from '../../landscape/basins.ts'
import { findLocalOptima } from '../../landscape/local-optima.ts'
import { optimaNetwork } from '../../landscape/optima-network.ts'
import {
  NETWORK_EDGES,
  NETWORK_NODES,
  publishedNetwork,
} from '../../landscape/published-network.ts'
import { landscapeOf, randomLandscape } from './small-landscape.ts'

test('a published network has the heaviest edges of the whole one between its nodes', () => {
  const landscapes = fc
    .tuple(fc.gen(), fc.integer({ min: 2, max: 90 }))
    .map(([generate, size]) =>
      randomLandscape((most) => generate(fc.integer, { min: 0, max: most }), size),
    )
  fc.assert(
    fc.property(landscapes, (landscape) => {
      const local = findLocalOptima(landscape)
      const basins = findBasins(landscape, local)
      const whole = optimaNetwork(landscape, local, basins)
      const { edges, stays, architectureIds, optima } = publishedNetwork(landscape, local, basins)
      expect(optima).toBe(local.optima.length)
      expect(architectureIds).toEqual([...local.optima].slice(0, NETWORK_NODES))
      for (const from of architectureIds.keys()) {
        const row = new Map<number, number>()
        for (let at = whole.offsets[from] as number; at < (whole.offsets[from + 1] as number); at++)
          row.set(whole.targets[at] as number, whole.weights[at] as number)
        expect(stays[from]).toBe(row.get(from) ?? 0)
        row.delete(from)
        const others = [...row].filter(([to]) => to < architectureIds.length)
        const heaviest = others.map(([, weight]) => weight).sort((one, other) => other - one)
        const own = edges.filter(([start]) => start === from)
        expect(own.map(([, , weight]) => weight)).toEqual(heaviest.slice(0, NETWORK_EDGES))
        for (const [, to, weight] of own) expect(row.get(to)).toBe(weight)
      }
    }),
    // To shrink a landscape that another one was drawn from takes minutes.
    { endOnFailure: true },
  )
})

test('two basins that touch once have one edge each way', () => {
  // 0 - 1 - 2 - 3 with optima 0 and 3: one of the two moves from 1 and from 2 crosses over.
  const landscape = landscapeOf(
    [0.9, 0.5, 0.4, 0.8],
    [
      [0, 1],
      [1, 2],
      [2, 3],
    ],
  )
  const local = findLocalOptima(landscape)
  const { edges, stays, basinSizes } = publishedNetwork(
    landscape,
    local,
    findBasins(landscape, local),
  )
  expect(basinSizes).toEqual([2, 2])
  expect(stays).toEqual([0.75, 0.75])
  expect(edges).toEqual([
    [0, 1, 0.25],
    [1, 0, 0.25],
  ])
})
