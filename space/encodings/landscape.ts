import { type Cell, labelsOf, type Matrix, VERTICES_MAX } from '../cell.ts'
import { INPUT, OPERATIONS, OUTPUT } from '../operation.ts'
import { paddedMatrix } from './adjacency.ts'

const INTERIOR_MAX = VERTICES_MAX - 2
const BLOCKS = ['conv1x1-bn-relu', 'conv3x3-bn-relu', 'maxpool3x3']

/** 17: input, 5 inner vertices for each of the 3 operations, output. */
export const EXPANDED_VERTICES = BLOCKS.length * INTERIOR_MAX + 2

function expandedVertices(operations: readonly string[]): number[] {
  const used = BLOCKS.map(() => 0)
  return operations.map((operation, vertex) => {
    if (operation === INPUT) return 0
    if (operation === OUTPUT) return EXPANDED_VERTICES - 1
    const block = BLOCKS.indexOf(operation)
    if (block < 0) throw new RangeError(`Operation ${vertex} is ${JSON.stringify(operation)}.`)
    used[block] = (used[block] as number) + 1
    return block * INTERIOR_MAX + (used[block] as number)
  })
}

// By the index in OPERATIONS: conv3x3, conv1x1, maxpool3x3.
const BLOCK_OF_LABEL = OPERATIONS.map((operation) => BLOCKS.indexOf(operation))

/** The expanded vertex of each vertex of a cell, by the labels of its interior vertices. */
export function expandedPlaces(labels: readonly number[]): number[] {
  const used = BLOCKS.map(() => 0)
  const interior = labels.map((label) => {
    const block = BLOCK_OF_LABEL[label] as number
    used[block] = (used[block] as number) + 1
    return block * INTERIOR_MAX + (used[block] as number)
  })
  return [0, ...interior, EXPANDED_VERTICES - 1]
}

/**
 * Expanded ("long", "binary") encoding of the landscape papers (Traoré, Camero, Zhu 2021, "Fitness
 * Landscape Footprint"): the 289 bits of a 17 × 17 adjacency matrix, row by row. Vertex 0 is input;
 * 1–5 conv1x1, 6–10 conv3x3, 11–15 maxpool3x3, numbered as the cell's vertices of that operation
 * follow one another (as in the published encodings); 16 output. Hamming distances and the papers'
 * neighbourhood are defined on it. Depends on the labelled form; takes unpruned cells of up to 7
 * vertices too.
 */
export function expandedEncoding(matrix: Matrix, operations: readonly string[]): Uint8Array {
  if (operations.length !== matrix.length || matrix.length > VERTICES_MAX) {
    throw new RangeError(`The encoding takes 2 to ${VERTICES_MAX} vertices with an operation each.`)
  }
  const bits = new Uint8Array(EXPANDED_VERTICES ** 2)
  const places = expandedVertices(operations)
  for (const [x, row] of matrix.entries()) {
    for (const [y, edge] of row.entries()) {
      if (edge === 1) bits[(places[x] as number) * EXPANDED_VERTICES + (places[y] as number)] = 1
    }
  }
  return bits
}

/**
 * Original ("short") encoding of the initialisation papers (Traoré, Camero, Zhu, "Data-driven
 * Initialization to Search"): the 49 entries of the 7 × 7 matrix row by row, then the 5 interior
 * operations as 1, 2, 3 in the order of OPERATIONS (0 where a smaller cell has none), then, for
 * clustering, the fitness at each budget where it is given. Depends on the labelled form.
 */
export function shortEncoding(cell: Cell, fitness: readonly number[] = []): Float64Array {
  const labels = labelsOf(cell)
  return Float64Array.from([
    ...paddedMatrix(cell),
    ...Array.from({ length: INTERIOR_MAX }, (_, at) => (labels[at] ?? -1) + 1),
    ...fitness,
  ])
}

/** Number of differing entries of two encodings of the same length. */
export function hammingDistance(left: ArrayLike<number>, right: ArrayLike<number>): number {
  if (left.length !== right.length) {
    throw new RangeError(`The encodings have ${left.length} and ${right.length} entries.`)
  }
  let distance = 0
  for (let at = 0; at < left.length; at++) if (left[at] !== right[at]) distance++
  return distance
}
