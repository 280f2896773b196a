import { setTimeout } from 'node:timers/promises'
import type { Database } from '../db/database.ts'
import { readProgress, storeProgress } from '../db/preparation-progress.ts'
import { withDeadline } from './deadline.ts'
import type { PreparationState } from './preparation-state.ts'

const TOLD_MS = 2000
const LOOK_MS = 2000

export interface SharedProgress {
  /** Tells what is to be computed, before a release without it is published. */
  begin(): Promise<void>
  stop(): Promise<void>
}

/**
 * Tells the other servers of a Postgres how far the predictions of this one are, until stopped. What
 * cannot be told is left out: the predictions themselves do not depend on it.
 */
export function shareProgress(db: Database, state: PreparationState): SharedProgress {
  let telling = Promise.resolve()
  let hasTold = false
  const tell = async () => {
    const { predictions, progress, pending } = state.own
    if (predictions !== 'computing') return
    // A server that waits for another one's predictions has no progress of its own.
    if (progress === 0 && (await readProgress(db)) !== null) return
    hasTold = true
    const told = pending.map((one) => ({ ...one, epochs: [...one.epochs] }))
    await storeProgress(db, { progress, pending: told })
  }
  const tellNext = () => {
    telling = telling.then(tell).catch(() => {})
    return telling
  }
  const timer = setInterval(() => state.own.progress > 0 && tellNext(), TOLD_MS)
  return {
    begin: tellNext,
    async stop() {
      clearInterval(timer)
      await telling
      if (hasTold) await storeProgress(db, null).catch(() => {})
    },
  }
}

/** Nobody else can read an embedded database. */
export const NOT_SHARED: SharedProgress = { begin: async () => {}, stop: async () => {} }

/** Brings a state to what another server of the same Postgres tells. */
export async function lookAtProgress(db: Database, state: PreparationState): Promise<void> {
  const told = await withDeadline(db, readProgress).catch(() => null)
  state.follow(told === null ? null : { predictions: 'computing', ...told })
}

/** Keeps a state at what another server of the same Postgres tells, until the signal. */
export async function followProgress(
  db: Database,
  state: PreparationState,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    await lookAtProgress(db, state)
    await setTimeout(LOOK_MS, undefined, { signal }).catch(() => {})
  }
}
