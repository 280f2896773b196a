import fc from 'fast-check'
import { expect, test } from 'vitest'
import { findBasins } from '../../landscape/basins.ts'
import type { Landscape } from '../../landscape/landscape.ts'
import { findLocalOptima } from '../../landscape/local-optima.ts'
import { optimaNetwork } from '../../landscape/optima-network.ts'
import { landscapeOf, neighboursOf, randomLandscape, withFollower } from './small-landscape.ts'

const landscapes = fc
  .tuple(fc.gen(), fc.integer({ min: 2, max: 50 }))
  .map(([generate, size]) =>
    randomLandscape((most) => generate(fc.integer, { min: 0, max: most }), size),
  )

/** The plateau of a cell, by repeated search. */
function plateauOf(landscape: Landscape, start: number): number[] {
  const members = new Set([start])
  for (const id of members) {
    for (const other of neighboursOf(landscape, id)) {
      if (landscape.fitness[other] === landscape.fitness[start]) members.add(other)
    }
  }
  return [...members].sort((a, b) => a - b)
}

function isOptimum(landscape: Landscape, plateau: readonly number[]): boolean {
  return plateau.every((id) =>
    neighboursOf(landscape, id).every(
      (other) => (landscape.fitness[other] as number) <= (landscape.fitness[id] as number),
    ),
  )
}

/** Where steepest ascent from a cell ends and after how many moves, by its definition. */
function climbed(landscape: Landscape, start: number): { optimum: number; moves: number } {
  const { fitness } = landscape
  const fitter = (id: number) =>
    neighboursOf(landscape, id).filter(
      (other) => (fitness[other] as number) > (fitness[id] as number),
    )
  let at = start
  let moves = 0
  for (;;) {
    const plateau = plateauOf(landscape, at)
    if (isOptimum(landscape, plateau)) return { optimum: plateau[0] as number, moves }
    if (fitter(at).length > 0) {
      const best = Math.max(...fitter(at).map((id) => fitness[id] as number))
      at = fitter(at).find((id) => fitness[id] === best) as number
      moves++
      continue
    }
    // All nearest members with a fitter neighbour are as near; the implementation takes one of them.
    return { optimum: -1, moves: -1 }
  }
}

test('local optima are the plateaus that no neighbour betters, each once', () => {
  fc.assert(
    fc.property(landscapes, (landscape) => {
      const valued = [...landscape.fitness.keys()].filter(
        (id) => !Number.isNaN(landscape.fitness[id]),
      )
      const plateaus = new Map(valued.map((id) => [id, plateauOf(landscape, id)]))
      const expected = valued.filter(
        (id) => plateaus.get(id)?.[0] === id && isOptimum(landscape, plateaus.get(id) as number[]),
      )
      const found = findLocalOptima(landscape)
      expect([...found.optima].sort((a, b) => a - b)).toEqual(expected)
      for (const id of expected) expect(found.sizes[id]).toBe(plateaus.get(id)?.length)
    }),
  )
})

test('a cell that no move leads to is no way out of a plateau, and walks to an equal neighbour itself', () => {
  const chain = landscapeOf(
    [0.5, 0.4, 0.6],
    [
      [0, 1],
      [1, 2],
    ],
  )
  const asFitAsTheFirst = withFollower(chain, 1, 0.5)
  const first = findLocalOptima(asFitAsTheFirst)
  expect([...first.optima]).toEqual([2, 0])
  expect([...findBasins(asFitAsTheFirst, first).optima]).toEqual([0, 2, 2, 2])
  const asFitAsTheBest = withFollower(chain, 1, 0.6)
  const local = findLocalOptima(asFitAsTheBest)
  expect([...local.optima]).toEqual([2, 0])
  const basins = findBasins(asFitAsTheBest, local)
  expect([basins.optima[3], basins.steps[3]]).toEqual([2, 1])
})

test('every cell climbs to the optimum that steepest ascent reaches, in as many moves', () => {
  fc.assert(
    fc.property(landscapes, (landscape) => {
      const local = findLocalOptima(landscape)
      const basins = findBasins(landscape, local)
      let members = 0
      for (const [id, value] of landscape.fitness.entries()) {
        if (Number.isNaN(value)) continue
        members++
        const optimum = basins.optima[id] as number
        expect(local.optima).toContain(optimum)
        expect(landscape.fitness[optimum]).toBeGreaterThanOrEqual(value)
        const expected = climbed(landscape, id)
        if (expected.moves < 0) continue
        expect({ optimum, moves: basins.steps[id] }).toEqual(expected)
      }
      expect(basins.sizes.reduce((a, b) => a + b, 0)).toBe(members)
    }),
  )
})

test('a plateau with an exit belongs to the basin behind its nearest exit', () => {
  // 0 - 1 - 2 - 3 - 4 are equal; 5 beside 0 and 6 beside 4 are fitter.
  const landscape = landscapeOf(
    [0.5, 0.5, 0.5, 0.5, 0.5, 0.6, 0.7],
    [
      [0, 1],
      [1, 2],
      [2, 3],
      [3, 4],
      [0, 5],
      [4, 6],
    ],
  )
  const local = findLocalOptima(landscape)
  const basins = findBasins(landscape, local)
  expect([...local.optima]).toEqual([6, 5])
  expect([basins.optima[1], basins.optima[3]]).toEqual([5, 6])
  expect([basins.steps[0], basins.steps[1], basins.steps[2]]).toEqual([1, 2, 3])
})

test('weights of the optima network are mean transition probabilities, and add up to 1', () => {
  fc.assert(
    fc.property(landscapes, (landscape) => {
      const local = findLocalOptima(landscape)
      const basins = findBasins(landscape, local)
      const network = optimaNetwork(landscape, local, basins)
      const places = [...local.optima]
      for (const [place, optimum] of places.entries()) {
        const members = [...basins.optima.keys()].filter(
          (id) => basins.optima[id] === optimum && !Number.isNaN(landscape.fitness[id]),
        )
        const expected = places.map((target) => {
          const shares = members.map((id) => {
            const others = neighboursOf(landscape, id)
            const inside = others.filter((other) => basins.optima[other] === target)
            return others.length === 0 ? 0 : inside.length / others.length
          })
          return shares.reduce((a, b) => a + b, 0) / members.length
        })
        const row = places.map(() => 0)
        const [from, to] = [network.offsets[place] as number, network.offsets[place + 1] as number]
        for (let at = from; at < to; at++) {
          row[network.targets[at] as number] = network.weights[at] as number
        }
        for (const [target, weight] of row.entries()) {
          expect(weight).toBeCloseTo(expected[target] as number, 12)
        }
      }
    }),
  )
})
