import type { StoredRun } from '../../db/stored-runs.ts'
import { RUN_MAX } from '../../fitness/evaluation-limits.ts'

export interface RunKey {
  readonly architectureId: number
  readonly epochs: number
  /** From 0; null where the row does not say. */
  readonly run: number | null
}

/**
 * Numbers the runs of an architecture at a budget in the order they come (isomorphic duplicates are
 * runs of one architecture) and refuses one that is there already.
 */
export class RunNumbers {
  readonly #seen = new Map<number, Set<number>>()
  readonly #next = new Map<number, Map<number, number>>()

  /** @param stored runs that are there already: rows that do not say their run come after them */
  constructor(stored: readonly StoredRun[] = []) {
    for (const { architectureId, epochs, run } of stored) {
      this.#seenAt(epochs).add(keyOf(architectureId, run))
      const next = this.#nextAt(epochs)
      next.set(architectureId, Math.max(next.get(architectureId) ?? 0, run + 1))
    }
  }

  /** The run's number from 0, or why it is refused. */
  take({ architectureId, epochs, run }: RunKey): number | { readonly reason: string } {
    const next = this.#nextAt(epochs)
    const number = run ?? next.get(architectureId) ?? 0
    if (number > RUN_MAX) return { reason: `an architecture has at most ${RUN_MAX + 1} runs` }
    const seen = this.#seenAt(epochs)
    const key = keyOf(architectureId, number)
    if (seen.has(key)) {
      return { reason: `run ${number} at ${epochs} epochs of its architecture is there already` }
    }
    seen.add(key)
    if (run === null) next.set(architectureId, number + 1)
    return number
  }

  #seenAt(epochs: number): Set<number> {
    return getOrCreate(this.#seen, epochs, () => new Set<number>())
  }

  #nextAt(epochs: number): Map<number, number> {
    return getOrCreate(this.#next, epochs, () => new Map<number, number>())
  }
}

function keyOf(architectureId: number, run: number): number {
  return architectureId * (RUN_MAX + 1) + run
}

function getOrCreate<Key, Value>(map: Map<Key, Value>, key: Key, create: () => Value): Value {
  const value = map.get(key) ?? create()
  map.set(key, value)
  return value
}
