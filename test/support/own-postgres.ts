import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import { embeddedBinaries, localBinaries, serverUser } from './postgres-binaries.ts'
import { initCluster } from './postgres-cluster.ts'
import { until } from './until.ts'

/** A Postgres of a test's own, which it may stop, freeze and start again. */
export interface OwnPostgres {
  readonly url: string
  start(): Promise<void>
  /** Cuts every connection at once, as a crash of the machine does. */
  stop(): Promise<void>
  /** Takes connections and answers nothing until `thaw`; on Linux. */
  freeze(): void
  /** Of those that are connected now, as where a network has lost them: new connections are answered. */
  freezeConnected(): void
  thaw(): void
  remove(): Promise<void>
}

/** Null where no Postgres binaries are to be had on this machine. */
export async function ownPostgres(): Promise<OwnPostgres | null> {
  const user = serverUser()
  const binaries = localBinaries(user) ?? embeddedBinaries(user)
  if (binaries === undefined) return null
  const folder = mkdtempSync(join(tmpdir(), 'eo-nas-bench-own-postgres-'))
  const { url, args } = await initCluster(binaries, user, { folder, settings: ['fsync=off'] })
  let server: ChildProcess | null = null
  // Whoever serves a connection is a child in a group of its own.
  const childrenOf = (pid: number) =>
    readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number)
  const signal = (name: NodeJS.Signals) => {
    if (server?.pid === undefined) return
    for (const pid of [server.pid, ...childrenOf(server.pid)]) send(pid, name)
  }
  const freezeConnected = () => {
    if (server?.pid === undefined) return
    for (const pid of childrenOf(server.pid)) {
      const title = readFileSync(`/proc/${pid}/cmdline`, 'utf8')
      if (/127\.0\.0\.1\(/.test(title)) send(pid, 'SIGSTOP')
    }
  }
  const stop = async () => {
    const ended = server
    server = null
    if (ended?.pid === undefined || ended.exitCode !== null) return
    const exit = new Promise((resolve) => ended.once('exit', resolve))
    process.kill(ended.pid, 'SIGQUIT')
    await exit
  }
  process.once('exit', () => server?.kill('SIGQUIT'))
  return {
    url,
    async start() {
      server = spawn(binaries.postgres, args, {
        ...user,
        stdio: 'ignore',
        cwd: folder,
        detached: true,
      })
      await until(() => answers(url))
    },
    stop,
    freeze: () => signal('SIGSTOP'),
    freezeConnected,
    thaw: () => signal('SIGCONT'),
    async remove() {
      await stop()
      rmSync(folder, { recursive: true, force: true })
      if (binaries.copy !== undefined) rmSync(binaries.copy, { recursive: true, force: true })
    },
  }
}

function send(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error // it has ended meanwhile
  }
}

async function answers(url: string): Promise<boolean> {
  const client = postgres(url, { max: 1, onnotice: () => {}, connect_timeout: 2 })
  try {
    await client`select 1`
    return true
  } catch {
    return false
  } finally {
    await client.end({ timeout: 1 })
  }
}
