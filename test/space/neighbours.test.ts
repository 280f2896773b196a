import { beforeAll, describe, expect, it } from 'vitest'
import { matrixOf, operationsOf, parseCell } from '../../space/cell.ts'
import { neighbours } from '../../space/neighbours.ts'
import { OPERATIONS } from '../../space/operation.ts'
import { sampleUniform } from '../../space/sample.ts'
import type { Space } from '../../space/space.ts'
import { testSpace } from '../support/space.ts'

let space: Space
beforeAll(async () => {
  space = await testSpace()
})

function editedByHand(id: number): number[] {
  const cell = space.cellOf(id)
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
  found.delete(id)
  return [...found].sort((a, b) => a - b)
}

describe('neighbours', () => {
  it('are the distinct valid architectures one edit of the representative away', () => {
    for (const id of [...sampleUniform(space, 300, 1), 415_498]) {
      expect(neighbours(space, id)).toEqual(editedByHand(id))
    }
  })

  it('of input and output alone do not exist: its one edge cannot be flipped', () => {
    const id = space.idOf({ vertices: 2, adjacency: 1, operations: 0 })
    expect(neighbours(space, id)).toEqual([])
  })
})
