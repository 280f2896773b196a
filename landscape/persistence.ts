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
  const stay = (isBest: boolean) => {
    const picked = byBudget.map((values) => pick(values, chosen, isBest))
    let kept = 0
    for (let at = 0; at < count; at++) if (picked.every((flags) => flags[at] === 1)) kept++
    return kept / chosen
  }
  return { percent, positive: stay(true), negative: stay(false) }
}

/** Flags of the best or worst so many: of equals the first count as better. */
function pick(values: ArrayLike<number>, chosen: number, isBest: boolean): Uint8Array {
  const sorted = Float64Array.from(values).sort()
  const bound = (isBest ? sorted.at(-chosen) : sorted[chosen - 1]) as number
  const flags = new Uint8Array(values.length)
  let left = chosen
  for (let at = 0; at < flags.length; at++) {
    const value = values[at] as number
    if (isBest ? value > bound : value < bound) {
      flags[at] = 1
      left--
    }
  }
  for (let step = 0; step < flags.length && left > 0; step++) {
    const at = isBest ? step : flags.length - 1 - step
    if (values[at] !== bound) continue
    flags[at] = 1
    left--
  }
  return flags
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
