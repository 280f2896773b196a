import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Kysely } from 'kysely'
import { checkDisk, openingFailure, watchDisk } from './embedded-folder.ts'
import { lockFolder } from './folder-lock.ts'
import type { Schema } from './schema.ts'
import type { Session } from './session.ts'
import { kyselyOver } from './session-dialect.ts'
import { SessionPool } from './session-pool.ts'

export type Unlock = () => Promise<void>

export interface Database {
  readonly kind: 'postgres' | 'pglite'
  readonly kysely: Kysely<Schema>
  /**
   * Waits until nobody else, in this process or another, holds the lock of that name, and takes
   * it. It goes back with the returned function, or when the process ends in whatever way.
   */
  lock(name: string): Promise<Unlock>
  /** Calls back at each notification on a channel, a plain name, until closed or `lost`. */
  listen(channel: string, onNotice: () => void): Promise<Listening>
  /** The same database for one question, which may be given up. */
  borrow(): Borrowed
  /**
   * Closes an embedded database and gives its memory back, but keeps its folder: nobody else opens it
   * before `close`. Nothing can be asked any more. Does nothing to a server.
   */
  unload(): Promise<void>
  close(): Promise<void>
}

export interface Borrowed {
  /** Not to be closed. */
  readonly db: Database
  /** The question fails, and the connections that it uses count as lost. */
  giveUp(): void
}

export interface Listening {
  /** True once the connection is gone: notifications are missed from then on. */
  readonly lost: boolean
  close(): Promise<void>
}

/** A Postgres server, a folder for an embedded one, or an embedded one that is forgotten. */
export type DatabaseLocation = { url: string } | { folder: string } | { memory: true }

/**
 * Opens a database; `migrate` makes its tables.
 * @throws Error where the address is none, where the server does not answer or is older than Postgres 15, where another process has
 * the folder open, where its disk is full, or where it is damaged, which is set aside then
 */
export async function openDatabase(location: DatabaseLocation): Promise<Database> {
  // Imported when needed: what the other kind needs would take time and memory for nothing.
  if ('url' in location) {
    const { openPostgres } = await import('./postgres-database.ts')
    return openPostgres(location.url)
  }
  const { pgliteInFolder, pgliteInMemory } = await import('./pglite-session.ts')
  if ('memory' in location) return embedded(await pgliteInMemory())
  const folder = resolve(location.folder)
  mkdirSync(folder, { recursive: true })
  let session: Session | null = null
  // Two that write destroy the database; what this one was at is made good by its log.
  const onLost = () => session?.giveUp(new Error(`Another process has opened ${folder}`))
  const what = `The database folder ${folder}`
  const unlockFolder = await lockFolder(join(folder, 'pglite.lock'), what, onLost)
  let stopWatching = () => {}
  const unlock = () => {
    stopWatching()
    unlockFolder()
  }
  const onUnload = () => stopWatching()
  try {
    checkDisk(folder)
    stopWatching = watchDisk(folder, (full) => session?.giveUp(full))
    session = await pgliteInFolder(join(folder, 'pglite')).catch((error: unknown) => {
      throw openingFailure(folder, error)
    })
    return embedded(session, { unlock, onUnload })
  } catch (error) {
    unlock()
    throw error
  }
}

interface Holding {
  /** Called when the database is closed but its folder is kept. */
  onUnload(): void
  unlock(): void
}

const IN_MEMORY: Holding = { onUnload() {}, unlock() {} }

function embedded(session: Session, { onUnload, unlock } = IN_MEMORY): Database {
  const kysely = kyselyOver(new SessionPool(() => session, 1))
  const tails = new Map<string, Promise<void>>()
  let closed = false
  let unloading: Promise<void> | null = null
  const unload = () => {
    unloading ??= (async () => {
      await kysely.destroy()
      await session.close()
      onUnload()
    })()
    return unloading
  }
  const db: Database = {
    kind: 'pglite',
    kysely,
    async lock(name) {
      const before = tails.get(name)
      let unlockNext = () => {}
      tails.set(name, new Promise((resolve) => (unlockNext = resolve)))
      await before
      return async () => unlockNext()
    },
    async listen(channel, onNotice) {
      let listens = true
      await session.listen(channel, () => listens && onNotice())
      const close = async () => {
        listens = false
      }
      return { lost: false, close }
    },
    borrow: () => ({ db, giveUp() {} }),
    unload,
    async close() {
      if (closed) return
      closed = true
      await unload()
      unlock()
    },
  }
  return db
}
