import { setTimeout } from 'node:timers/promises'
import type { Database } from '../db/database.ts'
import { readProgress, storeProgress } from '../db/preparation-progress.ts'
import { withDeadline } from './deadline.ts'
import type { PreparationState } from './preparation-state.ts'

const TOLD_MS = 2000
const LOOK_MS = 2000

export interface SharedProgress {
  /** Stores what is to be computed, before a release without it is published. */
  begin(): Promise<void>
  stop(): Promise<void>
}

/**
 * Stores the progress of the predictions for the other servers of a Postgres, until stopped. A failure
 * to store it is ignored: the predictions do not depend on it.
 */
export function shareProgress(db: Database, state: PreparationState): SharedProgress {
  let telling = Promise.resolve()
  let hasStored = false
  const tell = async () => {
    const { predictions, progress, pending } = state.own
    if (predictions !== 'computing') return
    // A server that waits for another one's predictions has no progress of its own.
    if (progress === 0 && (await readProgress(db)) !== null) return
    hasStored = true
    const snapshot = pending.map((one) => ({ ...one, epochs: [...one.epochs] }))
    await storeProgress(db, { progress, pending: snapshot })
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
      if (hasStored) await storeProgress(db, null).catch(() => {})
    },
  }
}

/** Nobody else can read an embedded database. */
export const NOT_SHARED: SharedProgress = { begin: async () => {}, stop: async () => {} }

/** Brings a state to what another server of the same Postgres tells. */
export async function lookAtProgress(db: Database, state: PreparationState): Promise<void> {
  const stored = await withDeadline(db, readProgress).catch(() => null)
  state.follow(stored === null ? null : { predictions: 'computing', ...stored })
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
