import { enteredIds, type Landscape, valuedIds } from './landscape.ts'
import type { LocalOptima } from './local-optima.ts'

/** Where steepest ascent leads. */
export interface Basins {
  /** By architecture: the local optimum (least id of its plateau); itself where it has no value. */
  readonly optima: Uint32Array
  /** By architecture: moves until the optimum's plateau is reached. */
  readonly steps: Uint16Array
  /** By local optimum, in the order of `LocalOptima.optima`: members of its basin. */
  readonly sizes: Uint32Array
}

/**
 * Basins of steepest ascent (best improvement): each architecture moves to its fittest fitter
 * neighbour, the least id of equals. From a plateau without a fitter neighbour of its own an
 * architecture first walks to the plateau's nearest member that has one.
 */
export function findBasins(landscape: Landscape, local: LocalOptima): Basins {
  const { fitness } = landscape
  const { plateaus, optima } = local
  const next = stepsOf(landscape, local)
  const reached = plateaus.slice()
  const steps = new Uint16Array(fitness.length)
  const isDone = new Uint8Array(fitness.length)
  const path: number[] = []
  for (const start of valuedIds(fitness)) {
    let at = start
    while (isDone[at] === 0 && next[at] !== at) {
      path.push(at)
      at = next[at] as number
    }
    isDone[at] = 1
    for (let id = path.pop(); id !== undefined; id = path.pop()) {
      const after = next[id] as number
      reached[id] = reached[after] as number
      steps[id] = (steps[after] as number) + 1
      isDone[id] = 1
    }
  }
  const places = new Map(Array.from(optima, (id, place) => [id, place]))
  const sizes = new Uint32Array(optima.length)
  for (const id of valuedIds(fitness)) {
    const place = places.get(reached[id] as number) as number
    sizes[place] = (sizes[place] as number) + 1
  }
  return { optima: reached, steps, sizes }
}

// The next move of each architecture; itself on the plateau of an optimum.
function stepsOf(landscape: Landscape, { plateaus, fittest, optima }: LocalOptima) {
  const { graph, fitness } = landscape
  const { size, offsets, neighbours } = graph
  const entered = enteredIds(landscape)
  const next = fittest.slice()
  const isOptimum = new Uint8Array(size)
  for (const id of optima) isOptimum[id] = 1
  const isSettled = new Uint8Array(size)
  const queue = new Uint32Array(size)
  let end = 0
  for (let id = 0; id < size; id++) {
    if (Number.isNaN(fitness[id])) continue
    if (fittest[id] !== id || isOptimum[plateaus[id] as number] === 1) {
      isSettled[id] = 1
      queue[end++] = id
    }
  }
  // Breadth-first from all members with a fitter neighbour, against the direction of the moves.
  for (let begin = 0; begin < end; begin++) {
    const id = queue[begin] as number
    if (entered[id] === 0) continue
    for (let at = offsets[id] as number; at < (offsets[id + 1] as number); at++) {
      const other = neighbours[at] as number
      if (isSettled[other] === 1 || fitness[other] !== fitness[id]) continue
      isSettled[other] = 1
      next[other] = id
      queue[end++] = other
    }
  }
  return next
}
