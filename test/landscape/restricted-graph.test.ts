import { expect, test } from 'vitest'
import { restrictedGraph } from '../../landscape/restricted-graph.ts'
import { landscapeOf } from './small-landscape.ts'

test('a restricted graph has the pairs of the architectures that are kept, numbered anew', () => {
  const { graph } = landscapeOf(
    [0, 0, 0, 0, 0],
    [
      [0, 1],
      [0, 2],
      [2, 4],
      [3, 4],
    ],
  )
  const { size, offsets, neighbours } = restrictedGraph(graph, [0, 2, 4])
  expect(size).toBe(3)
  expect([...offsets]).toEqual([0, 1, 3, 4])
  expect([...neighbours]).toEqual([1, 0, 2, 1])
})
