import { openComponents } from './components.ts'
import { type Landscape, valuedIds } from './landscape.ts'

export interface Neutrality {
  /** Two neighbours are neutral where their fitness differs by less than this, or not at all. */
  readonly tolerance: number
  /** Mean over the architectures of the number of neutral neighbours. */
  readonly degreeMean: number
  /** Neutral pairs of neighbours among all pairs, 0 to 1. */
  readonly share: number
  /** Connected sets of neutral neighbours, single architectures included. */
  readonly networks: number
  /** Architectures in the largest network. */
  readonly largestNetwork: number
}

/** The tolerance of the published studies: a fortieth of the largest fitness. */
export function publishedTolerance(fitness: Float64Array): number {
  let largest = Number.NEGATIVE_INFINITY
  for (const value of fitness) if (value > largest) largest = value
  return largest / 40
}

/** The share of `neutrality` alone, without its networks. */
export function neutralShare({ graph, fitness }: Landscape, tolerance: number): number {
  const { offsets, neighbours } = graph
  let neutral = 0
  let pairs = 0
  for (let id = 0; id < graph.size; id++) {
    const own = fitness[id] as number
    if (Number.isNaN(own)) continue
    for (let at = offsets[id] as number; at < (offsets[id + 1] as number); at++) {
      const difference = Math.abs((fitness[neighbours[at] as number] as number) - own)
      if (Number.isNaN(difference)) continue
      pairs++
      if (difference < tolerance || difference === 0) neutral++
    }
  }
  return neutral / pairs
}

/**
 * Neutral neighbours and neutral networks at a tolerance (Reidys, Stadler 2001; the tolerance of
 * Traoré, Camero, Zhu 2022). A network is a chain: its ends may differ by more than the tolerance.
 */
export function neutrality({ graph, fitness }: Landscape, tolerance: number): Neutrality {
  const { size, offsets, neighbours } = graph
  const components = openComponents(size)
  const ids = valuedIds(fitness)
  let neutral = 0
  let pairs = 0
  for (const id of ids) {
    const own = fitness[id] as number
    for (let at = offsets[id] as number; at < (offsets[id + 1] as number); at++) {
      const other = neighbours[at] as number
      const difference = Math.abs((fitness[other] as number) - own)
      if (Number.isNaN(difference)) continue
      pairs++
      if (difference >= tolerance && difference !== 0) continue
      neutral++
      components.join(id, other)
    }
  }
  const sizes = new Map<number, number>()
  for (const id of ids) {
    const root = components.rootOf(id)
    sizes.set(root, (sizes.get(root) ?? 0) + 1)
  }
  let largestNetwork = 0
  for (const members of sizes.values()) largestNetwork = Math.max(largestNetwork, members)
  return {
    tolerance,
    degreeMean: neutral / ids.length,
    share: neutral / pairs,
    networks: sizes.size,
    largestNetwork,
  }
}
