import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

const held = new Set<string>()

/**
 * Takes a lock file for this process; the file of a process that is gone, even one that was
 * killed, counts for nothing.
 * @param path of the lock file
 * @param what it protects, for the message of the error
 * @returns a function that gives the lock back
 * @throws Error naming the process that holds it
 */
export function lockFolder(path: string, what: string): () => void {
  mkdirSync(dirname(path), { recursive: true })
  const own = `${path}.${process.pid}`
  const mine = JSON.stringify({ pid: process.pid, started: startOf(process.pid) })
  if (!held.has(path) && tryLink(path, own, mine)) return unlocker(path)
  const found = readIfThere(path)
  if (held.has(path) || (found !== undefined && isAlive(found))) throw inUse(path, what, found)
  // Renamed first: whoever else found the same dead lock must not remove the one made here.
  const aside = `${own}.stale`
  try {
    renameSync(path, aside)
  } catch {
    // Someone was quicker; the link below tells.
  }
  const taken = readIfThere(aside)
  if (taken !== undefined && taken !== found && isAlive(taken)) {
    renameSync(aside, path)
    throw inUse(path, what, taken)
  }
  rmSync(aside, { force: true })
  if (!tryLink(path, own, mine)) throw inUse(path, what, readIfThere(path))
  return unlocker(path)
}

function unlocker(path: string): () => void {
  held.add(path)
  return () => {
    if (held.delete(path)) rmSync(path, { force: true })
  }
}

// A link appears with its content, unlike a file that is created and then written.
function tryLink(path: string, own: string, content: string): boolean {
  writeFileSync(own, content)
  try {
    linkSync(own, path)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  } finally {
    rmSync(own, { force: true })
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

function pidOf(content: string | undefined): number | undefined {
  const pid = /"pid":(\d+)/.exec(content ?? '')?.[1]
  return pid === undefined ? undefined : Number(pid)
}

function isAlive(content: string): boolean {
  const pid = pidOf(content)
  // A container starts its processes under the same numbers again: this one's is a dead one's.
  if (pid === undefined || pid === process.pid) return false
  try {
    process.kill(pid, 0)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
  return content === JSON.stringify({ pid, started: startOf(pid) })
}

/** When a process started, in the system's own count; null where there is no /proc. */
function startOf(pid: number): string | null {
  const stat = readIfThere(`/proc/${pid}/stat`)
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null
}

function inUse(path: string, what: string, content: string | undefined): Error {
  const pid = pidOf(content)
  const who = pid === process.pid ? 'this process itself' : `process ${pid ?? 'unknown'}`
  return new Error(
    `${what} is in use by ${who}. Only one process can open it: stop that one, choose another folder, or set DATABASE_URL to a Postgres server. (Lock file: ${path})`,
  )
}
