import { beforeAll, describe, expect, it } from 'vitest'
import { type Cell, matrixOf, operationsOf, parseCell } from '../../space/cell.ts'
import { isomorphicForms } from '../../space/isomorphic-forms.ts'
import { OPERATIONS } from '../../space/operation.ts'
import { sampleUniform } from '../../space/sample.ts'
import type { Space } from '../../space/space.ts'
import { directedNeighbours } from '../support/directed-neighbours.ts'
import { testSpace } from '../support/space.ts'

let space: Space
beforeAll(async () => {
  space = await testSpace()
})

/** One edit of any of its labelled forms away. */
function editedByHand(id: number): number[] {
  const found = new Set<number>()
  for (const form of isomorphicForms(space.cellOf(id))) {
    for (const edited of editsOf(form)) found.add(edited)
  }
  found.delete(id)
  return [...found].sort((a, b) => a - b)
}

function editsOf(cell: Cell): Set<number> {
  const found = new Set<number>()
  const add = (matrix: number[][], operations: string[]) => {
    try {
      found.add(space.idOf(parseCell(matrix, operations).cell))
    } catch {
      // not a valid architecture
    }
  }
  for (let x = 0; x < cell.vertices; x++) {
    for (let y = x + 1; y < cell.vertices; y++) {
      const matrix = matrixOf(cell)
      const row = matrix[x] as number[]
      row[y] = 1 - (row[y] as number)
      add(matrix, operationsOf(cell))
    }
  }
  for (let vertex = 1; vertex < cell.vertices - 1; vertex++) {
    for (const operation of OPERATIONS)
      add(matrixOf(cell), operationsOf(cell).with(vertex, operation))
  }
  return found
}

describe('neighbours', () => {
  it('are the distinct valid architectures one edit of any labelled form away', () => {
    for (const id of [...sampleUniform(space, 120, 1), 415_498]) {
      expect(directedNeighbours(space, id)).toEqual(editedByHand(id))
    }
  })

  it('are neighbours of each other where no vertex was pruned', () => {
    for (const id of sampleUniform(space, 60, 2)) {
      const { vertices } = space.cellOf(id)
      for (const other of directedNeighbours(space, id)) {
        if (space.cellOf(other).vertices === vertices)
          expect(directedNeighbours(space, other)).toContain(id)
      }
    }
  })

  it('have an edge between vertices in the order that the representative does not have', () => {
    const id = space.idOfHash('fb150c15ea56ec137175f9cc967397a9')
    const hashes = directedNeighbours(space, id).map((other) => space.hashOf(other))
    expect(hashes).toContain('242f9efcadd0791d84b2ac67283bb316')
  })

  it('of input and output alone do not exist: its one edge cannot be flipped', () => {
    const id = space.idOf({ vertices: 2, adjacency: 1, operations: 0 })
    expect(directedNeighbours(space, id)).toEqual([])
  })
})
