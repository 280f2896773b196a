import { type Landscape, valuedIds } from './landscape.ts'
import { type LinearFit, linearFit } from './linear-fit.ts'

/**
 * Locality (Traoré, Camero, Zhu 2022): the mean fitness of an architecture's neighbours over its own,
 * with the least-squares line. A slope near 1 means that neighbours resemble each other.
 */
export function locality({ graph, fitness }: Landscape): LinearFit {
  const { offsets, neighbours } = graph
  const ids = valuedIds(fitness)
  const own = new Float64Array(ids.length)
  const around = new Float64Array(ids.length)
  for (const [place, id] of ids.entries()) {
    let sum = 0
    let count = 0
    for (let at = offsets[id] as number; at < (offsets[id + 1] as number); at++) {
      const value = fitness[neighbours[at] as number] as number
      if (Number.isNaN(value)) continue
      sum += value
      count++
    }
    own[place] = fitness[id] as number
    around[place] = sum / count // NaN without neighbours, and then left out
  }
  return linearFit(own, around)
}
