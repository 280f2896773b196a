import type { Basins } from './basins.ts'
import type { Landscape } from './landscape.ts'
import type { LocalOptima } from './local-optima.ts'
import { optimaNetwork } from './optima-network.ts'

/** Local optima that a published network has, the fittest. */
export const NETWORK_NODES = 30
/** Edges that leave each of them, the heaviest. */
export const NETWORK_EDGES = 4

/** The network of the fittest local optima; lists of nodes have one length, the fittest first. */
export interface PublishedNetwork {
  /** Local optima of the landscape, also beyond the network. */
  readonly optima: number
  /** Least architecture id of each optimum's plateau. */
  readonly architectureIds: readonly number[]
  /** Architectures from which steepest ascent reaches the optimum. */
  readonly basinSizes: readonly number[]
  readonly plateauSizes: readonly number[]
  /** Probability that one random move from a member of the basin stays in the basin. */
  readonly stays: readonly number[]
  /** From and to as places in the lists, and the probability of the move. */
  readonly edges: readonly (readonly [number, number, number])[]
}

/** The heaviest edges between the fittest local optima. */
export function publishedNetwork(
  landscape: Landscape,
  local: LocalOptima,
  basins: Basins,
): PublishedNetwork {
  const nodes = Array.from(local.optima.subarray(0, NETWORK_NODES))
  const { offsets, targets, weights } = optimaNetwork(landscape, local, basins, nodes.length)
  const rows = nodes.map((_, from) => {
    const places = [...targets.subarray(offsets[from], offsets[from + 1]).keys()]
    return places.map((place): [number, number] => {
      const at = (offsets[from] as number) + place
      return [targets[at] as number, weights[at] as number]
    })
  })
  const edges = rows.flatMap((row, from) =>
    row
      .filter(([to]) => to !== from && to < nodes.length)
      .sort(([one, weight], [other, heavier]) => heavier - weight || one - other)
      .slice(0, NETWORK_EDGES)
      .map(([to, weight]): [number, number, number] => [from, to, weight]),
  )
  return {
    optima: local.optima.length,
    architectureIds: nodes,
    basinSizes: nodes.map((_, place) => basins.sizes[place] as number),
    plateauSizes: nodes.map((id) => local.sizes[id] as number),
    stays: rows.map((row, from) => row.find(([to]) => to === from)?.[1] ?? 0),
    edges,
  }
}
