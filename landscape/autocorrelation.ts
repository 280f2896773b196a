import { enteredIds, type Landscape, valuedDegrees } from './landscape.ts'

/** Autocorrelation of the fitness along random walks, by the number of moves between two visits. */
export interface Autocorrelation {
  /** Index k is the autocorrelation at k moves; index 0 is 1. NaN where the fitness is constant. */
  readonly byLag: readonly number[]
  /** Moves until the autocorrelation falls to 1/e, -1 / ln |ρ(1)| (Stadler 1996). */
  readonly correlationLength: number
}

export function correlationLengthOf(first: number): number {
  return -1 / Math.log(Math.abs(first))
}

/**
 * The exact autocorrelation of an endless random walk (Weinberger 1990). Such a walk visits an
 * architecture in proportion to its degree, and never one that no move leads to; between the others
 * every move can be taken back. The transition matrix is applied once for each lag, so that nothing
 * is sampled.
 */
export function exactAutocorrelation(landscape: Landscape, lags: number): Autocorrelation {
  const { graph, fitness } = landscape
  const { size, offsets, neighbours } = graph
  const entered = enteredIds(landscape)
  const degrees = valuedDegrees(landscape).map((degree, id) => degree * (entered[id] as number))
  let visits = 0
  let mean = 0
  for (let id = 0; id < size; id++) {
    const degree = degrees[id] as number
    if (degree === 0) continue
    visits += degree
    mean += (((fitness[id] as number) - mean) * degree) / visits
  }
  const deviations = new Float64Array(size)
  for (let id = 0; id < size; id++) {
    deviations[id] = degrees[id] === 0 ? 0 : (fitness[id] as number) - mean
  }
  const product = (values: Float64Array) => {
    let sum = 0
    for (let id = 0; id < size; id++) {
      sum += (degrees[id] as number) * (deviations[id] as number) * (values[id] as number)
    }
    return sum / visits
  }
  const variance = product(deviations)
  const byLag = [1]
  let now: Float64Array = deviations
  while (byLag.length <= lags) {
    const next = new Float64Array(size)
    for (let id = 0; id < size; id++) {
      if (degrees[id] === 0) continue
      let sum = 0
      for (let at = offsets[id] as number; at < (offsets[id + 1] as number); at++) {
        // An architecture without a value has the deviation 0 here.
        sum += now[neighbours[at] as number] as number
      }
      next[id] = sum / (degrees[id] as number)
    }
    now = next
    byLag.push(product(now) / variance)
  }
  return { byLag, correlationLength: correlationLengthOf(byLag[1] as number) }
}
