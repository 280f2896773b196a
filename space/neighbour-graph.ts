/**
 * A graph of architectures in compressed sparse rows: the neighbours of architecture i are
 * `neighbours[offsets[i]]` up to `neighbours[offsets[i + 1]]`, each once, ascending. `graph-edit` and
 * `hamming-289` are symmetric.
 */
export interface NeighbourGraph {
  /** Architectures. */
  readonly size: number
  /** One an architecture and one at the end. */
  readonly offsets: Uint32Array
  /** Architecture ids. */
  readonly neighbours: Uint32Array
}

/** What makes two architectures neighbours. */
export const OPERATORS = ['graph-edit', 'hamming-289', 'published-136'] as const
export type Operator = (typeof OPERATORS)[number]

/** Pairs of neighbours, each from one side: those of architecture i end at `ends[i + 1]`. */
export interface Steps {
  readonly size: number
  readonly ends: Uint32Array
  readonly steps: Uint32Array
}

export function grownSteps(values: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(Math.ceil(values.length * 1.2))
  larger.set(values)
  return larger
}

/** The graph of pairs that are listed from one side only, each once. */
export function graphOfSteps({ size, ends, steps }: Steps): NeighbourGraph {
  const degrees = new Uint32Array(size)
  const last = ends[size] as number
  for (let id = 0; id < size; id++) {
    degrees[id] = (ends[id + 1] as number) - (ends[id] as number)
  }
  for (let at = 0; at < last; at++) {
    const other = steps[at] as number
    degrees[other] = (degrees[other] as number) + 1
  }
  const offsets = new Uint32Array(size + 1)
  for (let id = 0; id < size; id++) {
    offsets[id + 1] = (offsets[id] as number) + (degrees[id] as number)
  }
  const next = offsets.slice(0, size)
  const neighbours = new Uint32Array(offsets[size] as number)
  const put = (id: number, other: number) => {
    const at = next[id] as number
    neighbours[at] = other
    next[id] = at + 1
  }
  for (let id = 0; id < size; id++) {
    for (let at = ends[id] as number; at < (ends[id + 1] as number); at++) {
      put(id, steps[at] as number)
      put(steps[at] as number, id)
    }
  }
  for (let id = 0; id < size; id++) {
    neighbours.subarray(offsets[id], offsets[id + 1]).sort()
  }
  return { size, offsets, neighbours }
}
