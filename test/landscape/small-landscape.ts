import type { Landscape } from '../../landscape/landscape.ts'

/** A landscape from lists of neighbours; every pair is listed once. */
export function landscapeOf(
  fitness: readonly number[],
  pairs: readonly (readonly [number, number])[],
): Landscape {
  const rows: number[][] = fitness.map(() => [])
  for (const [one, other] of pairs) {
    rows[one]?.push(other)
    rows[other]?.push(one)
  }
  const offsets = new Uint32Array(fitness.length + 1)
  for (const [id, row] of rows.entries()) {
    row.sort((a, b) => a - b)
    offsets[id + 1] = (offsets[id] as number) + row.length
  }
  const neighbours = Uint32Array.from(rows.flat())
  return {
    graph: { size: fitness.length, offsets, neighbours },
    fitness: Float64Array.from(fitness),
  }
}

/** Adds a cell whose moves are those of another, as with `published-136`: no move leads to it. */
export function withFollower(landscape: Landscape, of: number, fitness: number): Landscape {
  const { size, offsets, neighbours } = landscape.graph
  const moves = neighbours.subarray(offsets[of], offsets[of + 1])
  return {
    graph: {
      size: size + 1,
      offsets: Uint32Array.from([...offsets, neighbours.length + moves.length]),
      neighbours: Uint32Array.from([...neighbours, ...moves]),
    },
    fitness: Float64Array.from([...landscape.fitness, fitness]),
  }
}

export function neighboursOf({ graph, fitness }: Landscape, id: number): number[] {
  return [...graph.neighbours.subarray(graph.offsets[id], graph.offsets[id + 1])].filter(
    (other) => !Number.isNaN(fitness[other]),
  )
}

/** A random connected landscape with many equal values and a few cells without one. */
export function randomLandscape(integer: (most: number) => number, size: number): Landscape {
  const fitness = Array.from({ length: size }, () =>
    integer(9) === 0 ? Number.NaN : integer(6) / 10,
  )
  const pairs = new Map<string, readonly [number, number]>()
  for (let id = 1; id < size; id++) {
    for (let more = 0; more <= integer(2); more++) {
      const other = integer(id - 1)
      pairs.set(`${id}/${other}`, [other, id])
    }
  }
  return landscapeOf(fitness, [...pairs.values()])
}
