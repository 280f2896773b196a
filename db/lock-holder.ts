import { randomBytes } from 'node:crypto'
import { readFileSync, rmSync, symlinkSync } from 'node:fs'
import { connect } from 'node:net'
import { hostname, tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'

// The address of a socket has room for 104 bytes on some systems, with its end.
const ADDRESS_BYTES_MAX = 100
const ANSWER_MS = 1000

/** A path to a socket that fits into its address; to be forgotten once it is bound or connected. */
export function reachableAs(path: string): { address: string; forget(): void } {
  if (Buffer.byteLength(path) <= ADDRESS_BYTES_MAX) return { address: path, forget() {} }
  const short = join(tmpdir(), `eo-nas-bench-${randomBytes(4).toString('hex')}`)
  symlinkSync(dirname(path), short)
  return { address: join(short, basename(path)), forget: () => rmSync(short, { force: true }) }
}

/**
 * Asks the process that listens on a lock who it is. One that is busy or stopped does not say, but the
 * kernel connects to it all the same.
 * @returns null where nobody listens
 */
export async function askHolder(path: string): Promise<string | null> {
  const { address, forget } = reachableAs(path)
  try {
    return await new Promise<string | null>((resolve) => {
      let text = ''
      const socket = connect(address)
      socket.setEncoding('utf8').setTimeout(ANSWER_MS)
      socket.on('data', (part: string) => {
        text += part
      })
      socket.on('end', () => resolve(named(text)))
      socket.on('timeout', () => resolve('another process'))
      socket.on('error', (error: NodeJS.ErrnoException) => {
        const isGone = error.code === 'ECONNREFUSED' || error.code === 'ENOENT'
        resolve(isGone ? null : 'another process')
      })
      socket.on('close', () => socket.destroy())
    })
  } finally {
    forget()
  }
}

function named(text: string): string {
  const [, pid] = /"pid":(\d+)/.exec(text) ?? []
  const [, host] = /"host":"([^"]*)"/.exec(text) ?? []
  if (pid === undefined) return 'another process'
  const where = host === undefined || host === hostname() ? '' : ` on ${host}`
  return `process ${pid}${where}`
}

/**
 * Whom a lock file of an older version names, which wrote its number and when it had started.
 * @returns null where that process is gone
 */
export function writtenHolder(path: string): string | null {
  const content = readIfThere(path) ?? ''
  const pid = Number(/"pid":(\d+)/.exec(content)?.[1] ?? process.pid)
  // A container starts its processes under the same numbers again: this one's is a dead one's.
  if (pid === process.pid) return null
  try {
    process.kill(pid, 0)
  } catch (error) {
    const lives = error instanceof Error && 'code' in error && error.code === 'EPERM'
    return lives ? `process ${pid}` : null
  }
  const [, started] = /"started":(?:"(\d+)"|null)/.exec(content) ?? []
  return (started ?? null) === startOf(pid) ? `process ${pid}` : null
}

/** When a process started, in the system's own count; null where there is no /proc, and of a zombie. */
function startOf(pid: number): string | null {
  const stat = readIfThere(`/proc/${pid}/stat`)
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')
  return fields?.[0] === 'Z' ? 'ended' : (fields?.[19] ?? null)
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
