import { edgeCount, labelsOf } from '../space/cell.ts'
import type { Space } from '../space/space.ts'

/** What can be counted in a cell, by its name in filters and sort orders. */
export const STRUCTURE_KEYS = ['vertices', 'edges', 'conv3x3', 'conv1x1', 'maxpool3x3'] as const
export type StructureKey = (typeof STRUCTURE_KEYS)[number]

// Three bits each are enough for up to 7; the edges need a fourth and come last.
const SHIFTS: { readonly [Key in StructureKey]: number } = {
  vertices: 0,
  conv3x3: 3,
  conv1x1: 6,
  maxpool3x3: 9,
  edges: 12,
}
const MASKS: { readonly [Key in StructureKey]: number } = {
  vertices: 7,
  conv3x3: 7,
  conv1x1: 7,
  maxpool3x3: 7,
  edges: 15,
}
const BY_LABEL = [SHIFTS.conv3x3, SHIFTS.conv1x1, SHIFTS.maxpool3x3] as const

const packed = new WeakMap<Space, Uint16Array>()

function pack(space: Space): Uint16Array {
  const words = new Uint16Array(space.size)
  for (let id = 0; id < space.size; id++) {
    const cell = space.cellOf(id)
    let word = (cell.vertices << SHIFTS.vertices) | (edgeCount(cell) << SHIFTS.edges)
    for (const label of labelsOf(cell)) word += 1 << BY_LABEL[label as 0 | 1 | 2]
    words[id] = word
  }
  return words
}

/** Vertices, edges or operations of a kind, by architecture id; two bytes an architecture for all. */
export function structureColumn(
  space: Space,
  key: StructureKey,
): (architectureId: number) => number {
  const words = packed.get(space) ?? pack(space)
  packed.set(space, words)
  const shift = SHIFTS[key]
  const mask = MASKS[key]
  return (architectureId) => ((words[architectureId] as number) >>> shift) & mask
}
