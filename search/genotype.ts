import {
  bitCount,
  type Cell,
  EDGES_MAX,
  edgeBit,
  keptVertices,
  type Matrix,
  VERTICES_MAX,
} from '../space/cell.ts'
import { INPUT, OPERATIONS, OUTPUT } from '../space/operation.ts'

/** 21: the bits of the upper triangle. */
export const EDGE_PLACES = edgeBit(0, VERTICES_MAX)
/** 5: the vertices between input and output. */
export const INTERIOR = VERTICES_MAX - 2
/** 26: edges and operations. */
export const GENES = EDGE_PLACES + INTERIOR

const PAIRS = Array.from({ length: VERTICES_MAX }, (_, x) =>
  Array.from({ length: VERTICES_MAX - 1 - x }, (__, at) => [x, x + 1 + at] as const),
).flat()

/** A cell as a request has it. */
export interface MatrixForm {
  readonly matrix: Matrix
  readonly operations: readonly string[]
}

/**
 * An unpruned cell of seven vertices in NASBench-101's own encoding: 21 edges row by row (0 or 1),
 * then 5 operations (places in OPERATIONS). It may be no valid architecture.
 */
export type Genotype = readonly number[]

/** The 7 × 7 matrix and the seven operations of a genotype. */
export function matrixFormOf(genotype: Genotype): MatrixForm {
  const matrix = Array.from({ length: VERTICES_MAX }, () => new Array<number>(VERTICES_MAX).fill(0))
  for (const [at, [x, y]] of PAIRS.entries()) {
    const row = matrix[x]
    if (row !== undefined) row[y] = genotype[at] as number
  }
  const interior = genotype.slice(EDGE_PLACES).map((label) => OPERATIONS[label] as string)
  return { matrix, operations: [INPUT, ...interior, OUTPUT] }
}

/**
 * The genotype of a cell of up to seven vertices. The vertices that it lacks are unconnected; they
 * come before the output and have the first operation.
 * @throws RangeError where the cell has more vertices
 */
export function genotypeOf({ matrix, operations }: MatrixForm): Genotype {
  const size = matrix.length
  if (size < 2 || size > VERTICES_MAX || operations.length !== size) {
    throw new RangeError(`The cell has ${size} vertices; 2 to ${VERTICES_MAX} have a genotype.`)
  }
  const place = (vertex: number) => (vertex === size - 1 ? VERTICES_MAX - 1 : vertex)
  const edges = new Set<number>()
  for (let x = 0; x < size; x++) {
    for (let y = x + 1; y < size; y++) {
      if (matrix[x]?.[y] === 1) edges.add(place(x) * VERTICES_MAX + place(y))
    }
  }
  const names: readonly string[] = OPERATIONS
  const labels = operations.slice(1, -1).map((name) => names.indexOf(name))
  return [
    ...PAIRS.map(([x, y]) => (edges.has(x * VERTICES_MAX + y) ? 1 : 0)),
    ...Array.from({ length: INTERIOR }, (_, at) => labels[at] ?? 0),
  ]
}

const EDGE_BITS = PAIRS.map(([x, y]) => edgeBit(x, y))

/**
 * The cell that is left of a genotype when it is pruned, or why none is: as `parseCell` of its matrix
 * form, without the form and without an error for each of the many that are invalid.
 */
export function cellOfGenotype(genotype: Genotype): Cell | 'disconnected' | 'too_many_edges' {
  let whole = 0
  for (let at = 0; at < EDGE_PLACES; at++) {
    whole |= (genotype[at] as number) << (EDGE_BITS[at] as number)
  }
  const kept = keptVertices(VERTICES_MAX, whole)
  if (kept === 0) return 'disconnected'
  let vertices = 0
  let adjacency = 0
  let operations = 0
  for (let y = 0; y < VERTICES_MAX; y++) {
    if (((kept >>> y) & 1) === 0) continue
    for (let x = 0, from = 0; x < y; x++) {
      if (((kept >>> x) & 1) === 0) continue
      adjacency |= ((whole >>> edgeBit(x, y)) & 1) << edgeBit(from, vertices)
      from++
    }
    if (y > 0 && y < VERTICES_MAX - 1) {
      operations = operations * OPERATIONS.length + (genotype[EDGE_PLACES + y - 1] as number)
    }
    vertices++
  }
  return bitCount(adjacency) > EDGES_MAX ? 'too_many_edges' : { vertices, adjacency, operations }
}

/** Whether a valid architecture is left of a genotype when it is pruned. */
export function isValidGenotype(genotype: Genotype): boolean {
  return typeof cellOfGenotype(genotype) !== 'string'
}

/** Whether each gene is one that there is. */
export function isGenotype(genes: readonly number[]): genes is Genotype {
  if (genes.length !== GENES) return false
  for (let at = 0; at < GENES; at++) {
    const gene = genes[at] as number
    const most = at < EDGE_PLACES ? 1 : OPERATIONS.length - 1
    if (!(gene >= 0 && gene <= most && Number.isInteger(gene))) return false
  }
  return true
}
