import type { Column } from './answered-rows.ts'
import type { Objective } from './pareto.ts'

/** An objective whose value is known with a standard deviation; null where it is exact. */
export interface UncertainObjective extends Objective {
  readonly deviation: Column | null
}

/** The architectures that can most easily be on the front. */
export interface FrontCandidates {
  /** Ascending. */
  readonly ids: Uint32Array
  /**
   * By place in `ids`: by how many of its standard deviations an architecture must be better in every
   * uncertain objective to be dominated by none of the front; 0 of the front itself.
   */
  readonly deviationsAway: Float64Array
}

const STEP = 16_384

/**
 * The architectures nearest to a front of means, in units of their own uncertainty. Yields now and
 * then, so that others get their turn.
 * @param front of the means of `ids`
 * @param most how many of them are wanted
 */
export function* frontCandidates(
  ids: Uint32Array,
  objectives: readonly UncertainObjective[],
  { front, most }: { readonly front: Uint32Array; readonly most: number },
): Generator<undefined, FrontCandidates> {
  const costsOf = (id: number) =>
    objectives.map(({ column, direction }) => (direction === 'minimize' ? 1 : -1) * column(id))
  const best = Array.from(front, costsOf)
  const away = new Float64Array(ids.length)
  for (let at = 0; at < ids.length; at++) {
    if (at % STEP === STEP - 1) yield
    const id = ids[at] as number
    const costs = costsOf(id)
    const deviations = objectives.map(({ deviation }) => deviation?.(id) ?? 0)
    away[at] = costs.some(Number.isNaN) ? Infinity : farthest(costs, deviations, best)
  }
  const limit = away.toSorted()[Math.min(most, ids.length) - 1] ?? Infinity
  yield
  const places: number[] = []
  // Equal ones of the least ids, so that there are never more than wanted.
  let equal = most - away.reduce((count, own) => count + (own < limit ? 1 : 0), 0)
  for (let at = 0; at < ids.length; at++) {
    const own = away[at] as number
    if (own < limit || (own === limit && own < Infinity && equal-- > 0)) places.push(at)
  }
  return {
    ids: Uint32Array.from(places, (at) => ids[at] as number),
    deviationsAway: Float64Array.from(places, (at) => away[at] as number),
  }
}

/** Over the members of a front, the most that is needed not to be dominated by one of them. */
function farthest(
  costs: readonly number[],
  deviations: readonly number[],
  front: readonly (readonly number[])[],
): number {
  let most = 0
  for (const member of front) {
    let needed = Infinity
    let isEqual = true
    for (let at = 0; at < costs.length; at++) {
      const behind = (costs[at] as number) - (member[at] as number)
      if (behind !== 0) isEqual = false
      const deviation = deviations[at] as number
      // Being better in one objective is enough; an exact one cannot become better.
      if (behind < 0) needed = Math.min(needed, 0)
      else if (deviation > 0) needed = Math.min(needed, behind / deviation)
    }
    if (!isEqual && needed > most) most = needed
  }
  return most
}
