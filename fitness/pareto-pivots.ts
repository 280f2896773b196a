import { selected } from './selected.ts'

// Of one cost beside the others, for a pivot that is good in this cost more than in the others.
const WEIGHT = 4

/** Bad values are large: the points with the least weighted sums of costs, each scaled to 0 to 1. */
function* pivotsOf(costs: readonly Float64Array[], points: number): Generator<undefined, number[]> {
  const scales = costs.map((cost) => {
    let min = Number.POSITIVE_INFINITY
    let max = Number.NEGATIVE_INFINITY
    for (let point = 0; point < points; point++) {
      const value = cost[point] as number
      if (value < min) min = value
      if (value > max) max = value
    }
    return { min, width: max > min ? max - min : 1 }
  })
  const weightings = [
    costs.map(() => 1),
    ...costs.map((_, own) => costs.map((__, at) => (at === own ? WEIGHT : 1))),
  ]
  const pivots = new Set<number>()
  for (const weights of weightings) {
    yield
    let best = 0
    let least = Number.POSITIVE_INFINITY
    for (let point = 0; point < points; point++) {
      let sum = 0
      for (let at = 0; at < costs.length; at++) {
        const { min, width } = scales[at] as { min: number; width: number }
        const value = (costs[at] as Float64Array)[point] as number
        sum += ((weights[at] as number) * (value - min)) / width
      }
      if (sum < least) {
        least = sum
        best = point
      }
    }
    pivots.add(best)
  }
  return [...pivots]
}

/**
 * Leaves out most points that others dominate, by comparing each with a few that are good in all
 * costs; what is left still holds the whole front. Yields between the passes over all points.
 */
export function* withoutWorst(
  points: Uint32Array,
  costs: readonly Float64Array[],
): Generator<undefined, Uint32Array> {
  const pivots = yield* pivotsOf(costs, points.length)
  yield
  return selected(points, (point) => {
    for (const pivot of pivots) {
      let isWorse = false
      let isBetter = false
      for (const cost of costs) {
        const own = cost[point] as number
        const other = cost[pivot] as number
        if (own < other) {
          isBetter = true
          break
        }
        if (own > other) isWorse = true
      }
      if (isWorse && !isBetter) return false
    }
    return true
  })
}
