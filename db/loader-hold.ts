import type { Database, Unlock } from './database.ts'

/** The right to load one instance. */
export interface Hold {
  release(): Promise<void>
}

interface Held {
  owner: Hold
  readonly unlock: Unlock
}

const heldBy = new WeakMap<Database, Map<string, Held>>()

/**
 * Waits while another process loads the instance. A loader of this very process that was neither
 * completed nor abandoned is taken over: waiting for it might be waiting for ever.
 */
export async function holdOf(db: Database, instanceId: string): Promise<Hold> {
  const holds = heldBy.get(db) ?? new Map<string, Held>()
  heldBy.set(db, holds)
  const hold: Hold = {
    async release() {
      const held = holds.get(instanceId)
      if (held?.owner !== hold) return
      holds.delete(instanceId)
      await held.unlock()
    },
  }
  const held = holds.get(instanceId)
  if (held !== undefined) held.owner = hold
  else {
    const unlock = await db.lock(`ingest ${instanceId}`)
    holds.set(instanceId, { owner: hold, unlock })
  }
  return hold
}
