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

// Architectures, and comparisons of one with a member of the front.
const STEP = 16_384
const COMPARED_A_STEP = 500_000

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
  const distance = distanceTo(Array.from(front, costsOf))
  const nearest = new Least(most)
  const away = new Float64Array(ids.length)
  let work = 0
  for (let at = 0; at < ids.length; at++) {
    if (work >= COMPARED_A_STEP) {
      yield
      work = 0
    }
    const id = ids[at] as number
    const costs = costsOf(id)
    const deviations = objectives.map(({ deviation }) => deviation?.(id) ?? 0)
    const own = costs.some(Number.isNaN) ? Infinity : distance.of(costs, deviations, nearest.limit)
    nearest.add(own)
    away[at] = own
    work += COMPARED_A_STEP / STEP + distance.compared
  }
  yield
  const limit = nearest.greatest()
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

/** The least of the numbers that it is given. */
class Least {
  readonly #most: number
  #kept: number[] = []
  /** No greater number is among the least. */
  limit = Infinity

  /** @param most how many are kept */
  constructor(most: number) {
    this.#most = most
  }

  add(value: number): void {
    if (value > this.limit) return
    this.#kept.push(value)
    if (this.#kept.length >= 2 * this.#most) this.limit = this.greatest()
  }

  /** The greatest of those that are kept. */
  greatest(): number {
    this.#kept = this.#kept.sort((one, other) => one - other).slice(0, this.#most)
    return this.#kept.at(-1) ?? Infinity
  }
}

/** How far architectures are from a front. */
function distanceTo(front: readonly (readonly number[])[]) {
  // What showed that one is too far away shows it of the next one most often.
  const members = [...front]
  const distance = {
    /** Members that the last one was compared with. */
    compared: 0,
    /**
     * Over the members of the front, the most that is needed not to be dominated by one of them;
     * Infinity where that is more than the limit.
     */
    of(costs: readonly number[], deviations: readonly number[], limit: number): number {
      let most = 0
      distance.compared = members.length
      for (let place = 0; place < members.length; place++) {
        const member = members[place] as readonly number[]
        const needed = neededAgainst(costs, deviations, member)
        if (needed > most) most = needed
        if (most <= limit) continue
        members[place] = members[place >> 1] as readonly number[]
        members[place >> 1] = member
        distance.compared = place + 1
        return Infinity
      }
      return most
    },
  }
  return distance
}

/** What is needed not to be dominated by one; 0 against an equal one, which dominates nobody. */
function neededAgainst(
  costs: readonly number[],
  deviations: readonly number[],
  member: readonly number[],
): number {
  let needed = Infinity
  let isEqual = true
  for (let at = 0; at < costs.length; at++) {
    const behind = (costs[at] as number) - (member[at] as number)
    // Being better in one objective is enough; an exact one cannot become better.
    if (behind < 0) return 0
    if (behind > 0) isEqual = false
    const deviation = deviations[at] as number
    if (deviation > 0) needed = Math.min(needed, behind / deviation)
  }
  return isEqual ? 0 : needed
}
