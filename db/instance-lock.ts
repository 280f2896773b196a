import type { Database, Unlock } from './database.ts'

/** The lock that a loader of an instance needs. */
export interface InstanceLock {
  release(): Promise<void>
}

interface OwnedLock {
  owner: InstanceLock
  readonly unlock: Unlock
}

const locksOf = new WeakMap<Database, Map<string, OwnedLock>>()

/**
 * Waits while another process loads the instance. A loader of this very process that was neither
 * completed nor abandoned is taken over: waiting for it might be waiting for ever.
 */
export async function lockInstance(db: Database, instanceId: string): Promise<InstanceLock> {
  const locks = locksOf.get(db) ?? new Map<string, OwnedLock>()
  locksOf.set(db, locks)
  const lock: InstanceLock = {
    async release() {
      const owned = locks.get(instanceId)
      if (owned?.owner !== lock) return
      locks.delete(instanceId)
      await owned.unlock()
    },
  }
  const owned = locks.get(instanceId)
  if (owned !== undefined) owned.owner = lock
  else {
    const unlock = await db.lock(`ingest ${instanceId}`)
    locks.set(instanceId, { owner: lock, unlock })
  }
  return lock
}
