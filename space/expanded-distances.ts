import { hasEdge, labelsOf } from './cell.ts'
import { EXPANDED_VERTICES, expandedPlaces } from './encodings/landscape.ts'
import type { Space } from './space.ts'

/**
 * Hamming distances between the expanded encoding of one architecture's representative and those of
 * others, by architecture id: at most 18.
 * @param upperOnly only the 136 bits above the diagonal
 */
export function expandedDistanceTo(
  space: Space,
  target: number,
  upperOnly: boolean,
): (architectureId: number) => number {
  const isSet = new Uint8Array(EXPANDED_VERTICES ** 2)
  let own = 0
  visitBits(space, target, upperOnly, (bit) => {
    isSet[bit] = 1
    own++
  })
  return (architectureId) => {
    let distance = own
    visitBits(space, architectureId, upperOnly, (bit) => {
      distance += isSet[bit] === 1 ? -1 : 1
    })
    return distance
  }
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
