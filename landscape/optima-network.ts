import type { Basins } from './basins.ts'
import { type Landscape, valuedDegrees, valuedIds } from './landscape.ts'
import type { LocalOptima } from './local-optima.ts'

/** Edges from local optimum i are those from `offsets[i]` up to `offsets[i + 1]`, ascending targets. */
export interface OptimaNetwork {
  readonly offsets: Uint32Array
  /** Places in `LocalOptima.optima`. */
  readonly targets: Uint32Array
  /** Probability that one random move from a random member of the basin ends in the target's basin. */
  readonly weights: Float64Array
}

/**
 * The local optima network with basin-transition edges (Ochoa, Tomassini, Verel, Darabos 2008): the
 * weight from i to j is the mean over the members of i's basin of the share of their neighbours that
 * lie in j's basin. Weights from one optimum, the one to itself included, add up to 1 where every
 * member has a neighbour.
 * @param sources of how many optima, the fittest first, the edges are wanted
 */
export function optimaNetwork(
  landscape: Landscape,
  { optima }: LocalOptima,
  basins: Basins,
  sources = optima.length,
): OptimaNetwork {
  const { graph, fitness } = landscape
  const { offsets, neighbours } = graph
  const places = new Uint32Array(graph.size)
  for (const [place, id] of optima.entries()) places[id] = place
  const degrees = valuedDegrees(landscape)
  const members = membersByBasin(fitness, basins, { places, sources })
  const rows: [number, number][][] = []
  const sums = new Float64Array(optima.length)
  for (const ids of members) {
    const met: number[] = []
    for (const id of ids) {
      const share = 1 / (degrees[id] as number)
      for (let at = offsets[id] as number; at < (offsets[id + 1] as number); at++) {
        const other = neighbours[at] as number
        if (Number.isNaN(fitness[other])) continue
        const place = places[basins.optima[other] as number] as number
        if (sums[place] === 0) met.push(place)
        sums[place] = (sums[place] as number) + share
      }
    }
    met.sort((a, b) => a - b)
    rows.push(met.map((place) => [place, (sums[place] as number) / ids.length]))
    for (const place of met) sums[place] = 0
  }
  const ends = new Uint32Array(rows.length + 1)
  for (const [place, row] of rows.entries()) ends[place + 1] = (ends[place] as number) + row.length
  const edges = rows.flat()
  return {
    offsets: ends,
    targets: Uint32Array.from(edges, ([target]) => target),
    weights: Float64Array.from(edges, ([, weight]) => weight),
  }
}

function membersByBasin(
  fitness: Float64Array,
  basins: Basins,
  { places, sources }: { readonly places: Uint32Array; readonly sources: number },
): number[][] {
  const members: number[][] = Array.from({ length: sources }, () => [])
  for (const id of valuedIds(fitness)) {
    members[places[basins.optima[id] as number] as number]?.push(id)
  }
  return members
}
