import { edgeBit } from './cell.ts'
import { FORMS_MAX } from './colour-code.ts'
import { Colours, type Message } from './colours.ts'
import { kindsByLabels, labelsOfForms } from './kinds.ts'

const TEXT_BYTES = 32
const INPUT_LABEL = -1
const OUTPUT_LABEL = -2
const [OPENING, BETWEEN, CLOSING] = ["['", "', '", "']"] as const

interface Edges {
  readonly vertices: number
  readonly adjacency: number
}

interface Vertex {
  readonly vertex: number
  /** Vertices with an edge to it, and from it. */
  readonly from: readonly number[]
  readonly to: readonly number[]
}

/**
 * Writes the module hashes of cells with the same edges, each as 4 big-endian words.
 * @param operations of each cell, as in `Cell`
 */
export type WriteModuleHashes = (
  edges: Edges,
  operations: readonly number[],
  out: Uint32Array,
  at: number,
) => void

/**
 * Hashes many cells: what `moduleHash` gives of each, in a fraction of the time. Cells with the same
 * edges have messages of the same length, so that eight go through MD5 at once; and in the first
 * rounds the colour of a vertex depends on few labels, so that one serves many cells.
 */
export function moduleHashes(): WriteModuleHashes {
  const colours = new Colours()
  return (edges, operations, out, at) => {
    const vertices = verticesOf(edges)
    for (let first = 0; first < operations.length; first += FORMS_MAX) {
      const some = operations.slice(first, first + FORMS_MAX)
      hashForms(colours, vertices, some)
      colours.read(0, some.length, out, at + first * 4)
    }
  }
}

function verticesOf({ vertices, adjacency }: Edges): Vertex[] {
  const all = Array.from({ length: vertices }, (_, vertex) => vertex)
  const hasEdge = (x: number, y: number) => x < y && ((adjacency >>> edgeBit(x, y)) & 1) === 1
  return all.map((vertex) => ({
    vertex,
    from: all.filter((x) => hasEdge(x, vertex)),
    to: all.filter((y) => hasEdge(vertex, y)),
  }))
}

/** The module hashes become the colours of the first vertex. */
function hashForms(
  colours: Colours,
  vertices: readonly Vertex[],
  operations: readonly number[],
): void {
  const labels = labelsOfForms(vertices.length, operations)
  const kindsOf = kindsByLabels(labels)
  const isInner = (vertex: number) => vertex > 0 && vertex < vertices.length - 1
  // On which labels the colour of each vertex depends, as bits.
  let depends = vertices.map(({ vertex }) => (isInner(vertex) ? 1 << vertex : 0))
  for (const { vertex, from, to } of vertices) {
    const outer = vertex === 0 ? INPUT_LABEL : OUTPUT_LABEL
    const labelOf = (form: number) => (isInner(vertex) ? labels[vertex]?.[form] : outer)
    const textOf = (form: number) => `(${to.length}, ${from.length}, ${labelOf(form)})`
    colours.begin(vertex, kindsOf(depends[vertex] as number), textOf)
  }
  for (let step = 0; step < vertices.length; step++) {
    const before = depends
    const join = (all: number, vertex: number) => all | (before[vertex] as number)
    depends = vertices.map(({ vertex, from, to }) => [vertex, ...from, ...to].reduce(join, 0))
    for (const one of vertices) {
      colours.make(one.vertex, kindsOf(depends[one.vertex] as number), roundOf(one))
    }
    colours.turn()
  }
  const all = vertices.map(({ vertex }) => vertex)
  colours.make(0, kindsOf((1 << (vertices.length - 1)) - 2), listOf(all))
  colours.turn()
}

/** What the next colour of a vertex is the digest of. */
function roundOf({ vertex, from, to }: Vertex): Message {
  const first = from.length * TEXT_BYTES
  const second = first + 1 + to.length * TEXT_BYTES
  return {
    length: second + 1 + TEXT_BYTES,
    texts: [
      { at: first, text: '|' },
      { at: second, text: '|' },
    ],
    parts: [
      { at: 0, vertices: from },
      { at: first + 1, vertices: to },
      { at: second + 1, vertices: [vertex] },
    ],
    step: TEXT_BYTES,
  }
}

/** What the module hash is the digest of: a list of the colours, as Python writes it. */
function listOf(vertices: readonly number[]): Message {
  const step = TEXT_BYTES + BETWEEN.length
  const end = OPENING.length + vertices.length * step - BETWEEN.length
  const between = vertices.slice(1).map((_, at) => ({
    at: OPENING.length + at * step + TEXT_BYTES,
    text: BETWEEN,
  }))
  return {
    length: end + CLOSING.length,
    texts: [{ at: 0, text: OPENING }, ...between, { at: end, text: CLOSING }],
    parts: [{ at: OPENING.length, vertices }],
    step,
  }
}
