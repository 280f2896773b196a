import { InvalidArchitectureError } from './invalid-architecture-error.ts'
import { INPUT, OPERATIONS, type Operation, OUTPUT, type VertexOperation } from './operation.ts'

export const VERTICES_MAX = 7
export const EDGES_MAX = 9

/** 3 to the power of the number of interior vertices, by the number of vertices. */
export const LABELINGS = [0, 0, 1, 3, 9, 27, 81, 243] as const

/**
 * A pruned, valid cell in one labelled form, packed into integers. Isomorphic forms are different
 * cells of one architecture; an architecture's identity is its module hash.
 */
export interface Cell {
  /** 2 to 7, input and output included. */
  readonly vertices: number
  /** Bit x + y (y - 1) / 2 is the edge from vertex x to y, as in NASBench-101's generator. */
  readonly adjacency: number
  /** Base-3 number of the interior operations (indices of OPERATIONS), vertex 1 first. */
  readonly operations: number
}

export interface ParsedCell {
  readonly cell: Cell
  /** Whether vertices that lie on no path from input to output were removed. */
  readonly pruned: boolean
}

export type Matrix = ReadonlyArray<ReadonlyArray<number>>

const OPERATION_CODE = new Map<string, number>(OPERATIONS.map((name, code) => [name, code]))

/** Bit of the edge x to y in `Cell.adjacency`. */
export function edgeBit(x: number, y: number): number {
  return x + (y * (y - 1)) / 2
}

export function hasEdge(cell: Cell, x: number, y: number): boolean {
  return x < y && ((cell.adjacency >>> edgeBit(x, y)) & 1) === 1
}

/**
 * Prunes and checks a cell in NASBench-101's own form: an upper-triangular 0/1 matrix and one
 * operation a vertex, `input` first and `output` last.
 * @throws InvalidArchitectureError with the reason
 */
export function parseCell(matrix: Matrix, operations: readonly string[]): ParsedCell {
  const size = matrix.length
  if (operations.length !== size) {
    throw new InvalidArchitectureError(
      'wrong_lengths',
      `The matrix has ${size} rows and there are ${operations.length} operations; give one operation a vertex.`,
    )
  }
  if (size < 2) {
    throw new InvalidArchitectureError(
      'too_few_vertices',
      `The cell has ${size} vertices; the least is 2, input and output.`,
    )
  }
  if (operations[0] !== INPUT || operations[size - 1] !== OUTPUT) {
    throw new InvalidArchitectureError(
      'unknown_operation',
      `The first operation is "input" and the last "output"; found ${JSON.stringify(operations[0])} and ${JSON.stringify(operations[size - 1])}.`,
    )
  }
  for (let vertex = 1; vertex < size - 1; vertex++) {
    if (!OPERATION_CODE.has(operations[vertex] as string)) {
      throw new InvalidArchitectureError(
        'unknown_operation',
        `Operation ${vertex} is ${JSON.stringify(operations[vertex])}; known are ${OPERATIONS.join(', ')}.`,
      )
    }
  }
  return size <= VERTICES_MAX ? parseSmall(matrix, operations) : parseLarge(matrix, operations)
}

function checkEntry(value: unknown, x: number, y: number): void {
  if (value !== 0 && value !== 1) {
    throw new InvalidArchitectureError(
      'matrix_not_binary',
      `Entry [${x}][${y}] of the matrix is ${JSON.stringify(value) ?? typeof value}; only 0 and 1 are edges.`,
    )
  }
  if (value === 1 && x >= y) {
    throw new InvalidArchitectureError(
      'not_upper_triangular',
      `Entry [${x}][${y}] is 1, but edges go from a lower to a higher vertex (upper triangle).`,
    )
  }
}

function checkRow(row: ReadonlyArray<number> | undefined, x: number, size: number): void {
  if (!Array.isArray(row) || row.length !== size) {
    throw new InvalidArchitectureError(
      'matrix_not_square',
      `Row ${x} of the matrix has ${Array.isArray(row) ? row.length : 'no'} entries; ${size} rows need ${size} entries each.`,
    )
  }
}

/**
 * The vertices that lie on a path from input to output as a bit mask, 0 where there is no such path.
 * @param size vertices, 2 to 7
 * @param adjacency as in `Cell`, not pruned
 */
export function keptVertices(size: number, adjacency: number): number {
  let fromInput = 1
  for (let y = 1; y < size; y++) {
    const sources = (adjacency >>> edgeBit(0, y)) & ((1 << y) - 1)
    if ((sources & fromInput) !== 0) fromInput |= 1 << y
  }
  let toOutput = 1 << (size - 1)
  for (let x = size - 2; x >= 0; x--) {
    for (let y = x + 1; y < size; y++) {
      if (((toOutput >>> y) & 1) === 1 && ((adjacency >>> edgeBit(x, y)) & 1) === 1) {
        toOutput |= 1 << x
        break
      }
    }
  }
  // Input reaches output where the output is reached.
  return (fromInput >>> (size - 1)) & 1 ? fromInput & toOutput : 0
}

// At most 7 vertices: the edges fit into one integer and reachability into two bit masks.
function parseSmall(matrix: Matrix, operations: readonly string[]): ParsedCell {
  const size = matrix.length
  let adjacency = 0
  for (let x = 0; x < size; x++) {
    const row = matrix[x]
    checkRow(row, x, size)
    for (let y = 0; y < size; y++) {
      const value = (row as ReadonlyArray<number>)[y]
      if (value === 1 && x < y) adjacency |= 1 << edgeBit(x, y)
      else if (value !== 0) checkEntry(value, x, y)
    }
  }
  const kept = keptVertices(size, adjacency)
  if (kept === 0) throw disconnected()
  if (kept === (1 << size) - 1) {
    let code = 0
    for (let vertex = 1; vertex < size - 1; vertex++) code = code * 3 + codeOf(operations, vertex)
    return { cell: checked(size, adjacency, code), pruned: false }
  }
  const vertices: number[] = []
  for (let vertex = 0; vertex < size; vertex++) if ((kept >>> vertex) & 1) vertices.push(vertex)
  return {
    cell: compact(vertices, operations, (x, y) => (adjacency >>> edgeBit(x, y)) & 1),
    pruned: true,
  }
}

function parseLarge(matrix: Matrix, operations: readonly string[]): ParsedCell {
  const size = matrix.length
  for (let x = 0; x < size; x++) {
    const row = matrix[x]
    checkRow(row, x, size)
    for (let y = 0; y < size; y++) checkEntry((row as ReadonlyArray<number>)[y], x, y)
  }
  const edge = (x: number, y: number) => matrix[x]?.[y] ?? 0
  const fromInput = new Uint8Array(size)
  const toOutput = new Uint8Array(size)
  fromInput[0] = 1
  toOutput[size - 1] = 1
  for (let y = 1; y < size; y++) {
    for (let x = 0; x < y; x++) if (fromInput[x] === 1 && edge(x, y) === 1) fromInput[y] = 1
  }
  for (let x = size - 2; x >= 0; x--) {
    for (let y = x + 1; y < size; y++) if (toOutput[y] === 1 && edge(x, y) === 1) toOutput[x] = 1
  }
  const vertices: number[] = []
  for (let vertex = 0; vertex < size; vertex++) {
    if (fromInput[vertex] === 1 && toOutput[vertex] === 1) vertices.push(vertex)
  }
  if (fromInput[size - 1] !== 1) throw disconnected()
  if (vertices.length > VERTICES_MAX) {
    throw new InvalidArchitectureError(
      'too_many_vertices',
      `The cell has ${vertices.length} vertices after pruning; NASBench-101 allows ${VERTICES_MAX}.`,
    )
  }
  return { cell: compact(vertices, operations, edge), pruned: vertices.length < size }
}

function disconnected(): InvalidArchitectureError {
  return new InvalidArchitectureError('disconnected', 'No path leads from input to output.')
}

function codeOf(operations: readonly string[], vertex: number): number {
  return OPERATION_CODE.get(operations[vertex] as string) ?? 0
}

function compact(
  vertices: readonly number[],
  operations: readonly string[],
  edge: (x: number, y: number) => number,
): Cell {
  let adjacency = 0
  let code = 0
  for (const [y, to] of vertices.entries()) {
    for (const [x, from] of vertices.slice(0, y).entries()) {
      adjacency |= edge(from, to) << edgeBit(x, y)
    }
    if (y > 0 && y < vertices.length - 1) code = code * 3 + codeOf(operations, to)
  }
  return checked(vertices.length, adjacency, code)
}

function checked(vertices: number, adjacency: number, operations: number): Cell {
  const edges = bitCount(adjacency)
  if (edges > EDGES_MAX) {
    throw new InvalidArchitectureError(
      'too_many_edges',
      `The cell has ${edges} edges after pruning; NASBench-101 allows ${EDGES_MAX}.`,
    )
  }
  return { vertices, adjacency, operations }
}

export function bitCount(bits: number): number {
  let count = 0
  for (let rest = bits; rest !== 0; rest &= rest - 1) count++
  return count
}

export function edgeCount(cell: Cell): number {
  return bitCount(cell.adjacency)
}

/** Upper-triangular 0/1 matrix, vertices × vertices. */
export function matrixOf(cell: Cell): number[][] {
  return Array.from({ length: cell.vertices }, (_, x) =>
    Array.from({ length: cell.vertices }, (_, y) => (hasEdge(cell, x, y) ? 1 : 0)),
  )
}

/** Indices of OPERATIONS of the interior vertices, vertex 1 first. */
export function labelsOf(cell: Cell): number[] {
  const labels: number[] = []
  let rest = cell.operations
  for (let vertex = cell.vertices - 2; vertex > 0; vertex--) {
    labels.unshift(rest % 3)
    rest = Math.floor(rest / 3)
  }
  return labels
}

export function operationsOf(cell: Cell): VertexOperation[] {
  return [INPUT, ...labelsOf(cell).map((label) => OPERATIONS[label] as Operation), OUTPUT]
}

/** One integer for a labelled form of a known number of vertices; see `cellOfForm`. */
export function formOf(cell: Cell): number {
  return cell.adjacency * 243 + cell.operations
}

/** The cell of a form: the highest edge ends in the output, which gives the vertices. */
export function cellOfForm(form: number): Cell {
  const adjacency = Math.floor(form / 243)
  let vertices = 2
  while (edgeBit(0, vertices) <= 31 - Math.clz32(adjacency)) vertices++
  return { vertices, adjacency, operations: form % 243 }
}
