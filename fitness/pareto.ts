import type { Column } from './answered-rows.ts'
import { withoutWorst } from './pareto-pivots.ts'
import { leastSeen, rankedSeen, type Seen, staircaseSeen } from './pareto-seen.ts'
import { radixOrder } from './radix-order.ts'
import { ascending, selected } from './selected.ts'

export const OBJECTIVES_MIN = 2
export const OBJECTIVES_MAX = 4

/** A number by architecture, and which way is better. */
export interface Objective {
  readonly column: Column
  readonly direction: 'minimize' | 'maximize'
}

/** Architectures that no other is better than. */
export interface ParetoFront {
  /** By the first objective from the best, then by the next ones, then by id. */
  readonly ids: Uint32Array
  /** Architectures with a value in every objective. */
  readonly compared: number
}

const STEP = 32_768

function* completeOf(
  ids: Uint32Array,
  objectives: readonly Objective[],
): Generator<undefined, Uint32Array> {
  const complete = new Uint32Array(ids.length)
  let count = 0
  const isComplete = (id: number) => objectives.every(({ column }) => !Number.isNaN(column(id)))
  for (let from = 0; from < ids.length; from += STEP) {
    const found = selected(ids.subarray(from, from + STEP), isComplete)
    complete.set(found, count)
    count += found.length
    yield
  }
  return complete.subarray(0, count)
}

function costsOf(ids: Uint32Array, { column, direction }: Objective): Float64Array {
  const costs = new Float64Array(ids.length)
  for (let point = 0; point < ids.length; point++) {
    const value = column(ids[point] as number)
    // Subtracting from 0 makes no -0, nor does adding 0.
    costs[point] = direction === 'minimize' ? value + 0 : 0 - value
  }
  return costs
}

function ranksIn(order: Uint32Array, cost: Float64Array): Uint32Array {
  const ranks = new Uint32Array(order.length)
  let rank = 0
  for (let at = 0; at < order.length; at++) {
    const point = order[at] as number
    if (at === 0 || cost[point] !== cost[order[at - 1] as number]) rank++
    ranks[point] = rank
  }
  return ranks
}

function seenOf(costs: readonly Float64Array[], ranks: Uint32Array): Seen {
  const [, ...rest] = costs as [Float64Array, ...Float64Array[]]
  const [first, second, third] = rest as [Float64Array, Float64Array, Float64Array]
  if (rest.length === 1) return leastSeen(first)
  return rest.length === 2 ? staircaseSeen(first, second) : rankedSeen(ranks, second, third)
}

/**
 * The Pareto front of 2 to 4 objectives, exactly: in lexicographic order a point can only be dominated
 * by one before it, so each is asked of what is kept so far (Kung, Luccio and Preparata 1975), in
 * O(n log n) to O(n log² n). A point that another equals in every objective is kept with it; one that
 * is worse in some and better in none is not. Yields now and then, so that others get their turn.
 * @param ids ascending; those that lack an objective are left out
 */
export function* paretoFront(
  ids: Uint32Array,
  objectives: readonly Objective[],
): Generator<undefined, ParetoFront> {
  const complete = yield* completeOf(ids, objectives)
  const all: Float64Array[] = []
  for (const objective of objectives) {
    all.push(costsOf(complete, objective))
    yield
  }
  const kept = yield* withoutWorst(ascending(complete.length), all)
  yield
  const costs = all.map((cost) => Float64Array.from(kept, (point) => cost[point] as number))
  yield
  let order = ascending(kept.length)
  let ranks: Uint32Array = new Uint32Array()
  for (const [place, cost] of [...costs.entries()].reverse()) {
    order = yield* radixOrder(order, (point) => cost[point] as number)
    if (place === 1 && costs.length === OBJECTIVES_MAX) ranks = ranksIn(order, cost)
    yield
  }
  const seen = seenOf(costs, ranks)
  const front: number[] = []
  const equal = (left: number, right: number) => costs.every((cost) => cost[left] === cost[right])
  let before = -1
  let isKept = false
  for (let at = 0; at < order.length; at++) {
    if (at % STEP === STEP - 1) yield
    const point = order[at] as number
    // Of equal points all are kept, or none.
    if (before < 0 || !equal(before, point)) {
      isKept = !seen.dominates(point)
      if (isKept) seen.add(point)
    }
    if (isKept) front.push(complete[kept[point] as number] as number)
    before = point
  }
  return { ids: Uint32Array.from(front), compared: complete.length }
}
