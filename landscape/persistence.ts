/** Shares of the best and of the worst architectures that stay so at every later budget. */
export interface Persistence {
  /** Percent of the architectures that count as best or worst. */
  readonly percent: number
  readonly positive: number
  readonly negative: number
}

/**
 * Persistence Π(N) (Traoré, Camero, Zhu 2021): among the N % best (worst) architectures at the least
 * budget, the share that is among the N % best (worst) at each later budget too.
 * @param byBudget fitness of the same architectures at each budget, the least budget first; at least
 * two. N % of n architectures are n N / 100 rounded down, at least one; equals rank by position
 */
export function persistence(byBudget: readonly ArrayLike<number>[], percent: number): Persistence {
  const count = byBudget[0]?.length ?? 0
  if (byBudget.length < 2 || byBudget.some(({ length }) => length !== count)) {
    throw new RangeError('Persistence needs two budgets or more of the same architectures.')
  }
  const chosen = Math.max(1, Math.floor((count * percent) / 100))
  const orders = byBudget.map((values) => {
    const order = Array.from({ length: count }, (_, at) => at)
    return order.sort((a, b) => (values[b] as number) - (values[a] as number) || a - b)
  })
  const stay = (pick: (order: number[]) => number[]) => {
    const [first = [], ...later] = orders.map((order) => new Set(pick(order)))
    let kept = 0
    for (const at of first) if (later.every((set) => set.has(at))) kept++
    return kept / chosen
  }
  return {
    percent,
    positive: stay((order) => order.slice(0, chosen)),
    negative: stay((order) => order.slice(-chosen)),
  }
}

/** The areas under Π(N) from 0 to `most` percent by the trapezoid rule, divided by `most`: 0 to 1. */
export function persistenceAreas(
  byBudget: readonly ArrayLike<number>[],
  most = 25,
): Omit<Persistence, 'percent'> {
  const points = Array.from({ length: most }, (_, at) => persistence(byBudget, at + 1))
  const area = (of: (point: Persistence) => number) => {
    // Π(0) is 0: nothing is chosen.
    let sum = 0
    let before = 0
    for (const point of points) {
      sum += (before + of(point)) / 2
      before = of(point)
    }
    return sum / most
  }
  return { positive: area(({ positive }) => positive), negative: area(({ negative }) => negative) }
}
