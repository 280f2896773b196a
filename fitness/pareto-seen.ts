/**
 * The points met so far on a walk in lexicographic order: whether one of them is at least as good as
 * a new point in the costs that are not yet known to be (all but the first).
 */
export interface Seen {
  dominates(point: number): boolean
  add(point: number): void
}

type Costs = Float64Array

/** One cost left: the least so far. */
export function leastSeen(cost: Costs): Seen {
  let least = Number.POSITIVE_INFINITY
  let any = false
  return {
    dominates: (point) => any && least <= (cost[point] as number),
    add: (point) => {
      any = true
      least = Math.min(least, cost[point] as number)
    },
  }
}

interface Staircase {
  /** Whether a step is at most x and at most y. */
  reaches(x: number, y: number): boolean
  add(x: number, y: number): void
}

// Steps with x ascending and y descending: the last step up to an x has the least y of them.
function staircase(): Staircase {
  const xs: number[] = []
  const ys: number[] = []
  const stepsUpTo = (x: number): number => {
    let low = 0
    let high = xs.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((xs[middle] as number) <= x) low = middle + 1
      else high = middle
    }
    return low
  }
  return {
    reaches: (x, y) => {
      const steps = stepsUpTo(x)
      return steps > 0 && (ys[steps - 1] as number) <= y
    },
    add: (x, y) => {
      let from = stepsUpTo(x)
      if (from > 0 && (ys[from - 1] as number) <= y) return
      let to = from
      while (to < ys.length && (ys[to] as number) >= y) to++
      if (from > 0 && xs[from - 1] === x) from--
      xs.splice(from, to - from, x)
      ys.splice(from, to - from, y)
    },
  }
}

/** Two costs left: a staircase. */
export function staircaseSeen(first: Costs, second: Costs): Seen {
  const steps = staircase()
  return {
    dominates: (point) => steps.reaches(first[point] as number, second[point] as number),
    add: (point) => steps.add(first[point] as number, second[point] as number),
  }
}

/**
 * Three costs left: a Fenwick tree over the ranks of one, with a staircase of the others at each node.
 * @param ranks from 1, equal for equal costs, by point
 */
export function rankedSeen(ranks: Uint32Array, first: Costs, second: Costs): Seen {
  const nodes: Staircase[] = []
  const size = ranks.reduce((most, rank) => Math.max(most, rank), 0)
  return {
    dominates: (point) => {
      const [x, y] = [first[point] as number, second[point] as number]
      for (let node = ranks[point] as number; node > 0; node -= node & -node) {
        if (nodes[node]?.reaches(x, y) === true) return true
      }
      return false
    },
    add: (point) => {
      const [x, y] = [first[point] as number, second[point] as number]
      for (let node = ranks[point] as number; node <= size; node += node & -node) {
        nodes[node] ??= staircase()
        nodes[node]?.add(x, y)
      }
    },
  }
}
