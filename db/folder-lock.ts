import { randomBytes } from 'node:crypto'
import { linkSync, lstatSync, mkdirSync, renameSync, rmSync, type Stats } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { hostname } from 'node:os'
import { dirname } from 'node:path'
import { askHolder, reachableAs, writtenHolder } from './lock-holder.ts'

const held = new Set<string>()
const WATCH_MS = 1000

/**
 * Takes a lock for this process, which lasts until it is given back or the process ends in whatever
 * way. The lock is a socket that this process listens on: the kernel itself says whether somebody does,
 * also to a process of another container on the same volume, which sees neither process nor number.
 * @param path of the socket
 * @param what it protects, for the message of the error
 * @param onLost called when somebody else took the place of the lock, as a program of an older version
 * does: nothing may be written any more
 * @returns a function that gives the lock back
 * @throws Error naming the process that holds it, or why there can be no such lock
 */
export async function lockFolder(
  path: string,
  what: string,
  onLost: () => void = () => {},
): Promise<() => void> {
  mkdirSync(dirname(path), { recursive: true })
  if (held.has(path)) throw inUse(path, what, 'this process itself')
  held.add(path)
  let server: Server | null = null
  try {
    const own = `${path}.${randomBytes(4).toString('hex')}`
    server = await listenOn(own, what)
    try {
      await link(own, path, what)
    } finally {
      rmSync(own, { force: true })
    }
    return unlocker(path, server, onLost)
  } catch (error) {
    held.delete(path)
    server?.close()
    throw error
  }
}

function unlocker(path: string, server: Server, onLost: () => void): () => void {
  const own = statOf(path)
  const isOwn = () => statOf(path)?.ino === own?.ino
  const watch = setInterval(() => {
    if (isOwn()) return
    clearInterval(watch)
    onLost()
  }, WATCH_MS)
  watch.unref()
  return () => {
    clearInterval(watch)
    if (!held.delete(path)) return
    if (isOwn()) rmSync(path, { force: true })
    server.close()
  }
}

async function listenOn(own: string, what: string): Promise<Server> {
  const answer = JSON.stringify({ pid: process.pid, host: hostname() })
  const server = createServer((connection) => {
    connection.on('error', () => {})
    connection.end(answer)
  })
  server.unref()
  const { address, forget } = reachableAs(own)
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(address, resolve)
    })
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new Error(
      `${what} cannot be locked: ${why}. The lock is a Unix socket, which not every file system can hold: choose a folder on a local disk or a volume, or set DATABASE_URL to a Postgres server.`,
      { cause: error },
    )
  } finally {
    forget()
  }
  return server
}

// A link appears as a whole or not at all, and only where there is nothing.
function tryLink(own: string, path: string): boolean {
  try {
    linkSync(own, path)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
}

async function link(own: string, path: string, what: string): Promise<void> {
  if (tryLink(own, path)) return
  const found = statOf(path)
  const holder = await holderOf(path, found)
  if (holder !== null) throw inUse(path, what, holder)
  // Renamed first: whoever else found the same dead lock must not remove the one made here.
  const aside = `${own}.stale`
  try {
    renameSync(path, aside)
  } catch {
    // Someone was quicker; the link below tells.
  }
  const taken = statOf(aside)
  if (taken !== null && taken.ino !== found?.ino) {
    const quicker = await holderOf(aside, taken)
    if (quicker !== null) {
      tryLink(aside, path)
      rmSync(aside, { force: true })
      throw inUse(path, what, quicker)
    }
  }
  rmSync(aside, { force: true })
  if (tryLink(own, path)) return
  throw inUse(path, what, (await holderOf(path, statOf(path))) ?? 'another process')
}

/** Null where nobody holds it any more. */
async function holderOf(path: string, found: Stats | null): Promise<string | null> {
  if (found === null) return null
  // A program of an older version wrote its number into a file.
  return found.isSocket() ? askHolder(path) : writtenHolder(path)
}

function statOf(path: string): Stats | null {
  try {
    return lstatSync(path)
  } catch {
    return null
  }
}

function inUse(path: string, what: string, who: string): Error {
  return new Error(
    `${what} is in use by ${who}. Only one process can open it: stop that one, choose another folder, or set DATABASE_URL to a Postgres server. (Lock: ${path})`,
  )
}
