import fc from 'fast-check'
import { expect, test } from 'vitest'
import { findBasins } from '../../landscape/basins.ts'
import { climb } from '../../landscape/climb.ts'
import { findLocalOptima } from '../../landscape/local-optima.ts'
import { landscapeOf, neighboursOf, randomLandscape } from './small-landscape.ts'

test('one ascent ends where the basins say, after as many moves, each to a neighbour', () => {
  const landscapes = fc
    .tuple(fc.gen(), fc.integer({ min: 2, max: 50 }))
    .map(([generate, size]) =>
      randomLandscape((most) => generate(fc.integer, { min: 0, max: most }), size),
    )
  fc.assert(
    fc.property(landscapes, (landscape) => {
      const { graph, fitness } = landscape
      const local = findLocalOptima(landscape)
      const basins = findBasins(landscape, local)
      const fitnessOf = (id: number) => fitness[id] as number
      for (const [start, value] of fitness.entries()) {
        if (Number.isNaN(value)) continue
        const { path, optimum } = climb({ graph, fitnessOf }, start)
        expect(optimum).toBe(basins.optima[start])
        expect(path).toHaveLength((basins.steps[start] as number) + 1)
        expect(path[0]).toBe(start)
        expect(local.plateaus[path.at(-1) as number]).toBe(optimum)
        for (const [at, id] of path.slice(1).entries()) {
          expect(neighboursOf(landscape, path[at] as number)).toContain(id)
        }
      }
    }),
  )
})

test('an ascent crosses a plateau to its nearest exit and goes to the least id of equals', () => {
  // 0 - 1 - 2 are equal; 2 leads up to 3 and 4, which are equal.
  const pairs = [
    [0, 1],
    [1, 2],
    [2, 3],
    [2, 4],
  ] as const
  const { graph, fitness } = landscapeOf([0.1, 0.1, 0.1, 0.5, 0.5], pairs)
  const found = climb({ graph, fitnessOf: (id) => fitness[id] as number }, 0)
  expect(found).toEqual({ path: [0, 1, 2, 3], optimum: 3 })
})
