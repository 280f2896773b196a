import { hasEdge, labelsOf } from './cell.ts'
import { EXPANDED_VERTICES, expandedPlaces } from './encodings/landscape.ts'
import type { Space } from './space.ts'

/**
 * Hamming distances between the expanded encoding of one architecture's representative and those of
 * all others: at most 18, by architecture id.
 * @param upperOnly only the 136 bits above the diagonal
 */
export function expandedDistances(space: Space, target: number, upperOnly: boolean): Uint8Array {
  const isSet = new Uint8Array(EXPANDED_VERTICES ** 2)
  let own = 0
  visitBits(space, target, upperOnly, (bit) => {
    isSet[bit] = 1
    own++
  })
  const distances = new Uint8Array(space.size)
  for (let id = 0; id < space.size; id++) {
    let distance = own
    visitBits(space, id, upperOnly, (bit) => {
      distance += isSet[bit] === 1 ? -1 : 1
    })
    distances[id] = distance
  }
  return distances
}

/** Visits the set bits of the expanded encoding of an architecture's representative. */
export function visitBits(
  space: Space,
  id: number,
  upperOnly: boolean,
  visit: (bit: number) => void,
): void {
  const cell = space.cellOf(id)
  const places = expandedPlaces(labelsOf(cell))
  for (let x = 0; x < cell.vertices - 1; x++) {
    for (let y = x + 1; y < cell.vertices; y++) {
      if (!hasEdge(cell, x, y)) continue
      const [from, to] = [places[x] as number, places[y] as number]
      if (!upperOnly || from < to) visit(from * EXPANDED_VERTICES + to)
    }
  }
}
