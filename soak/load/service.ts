import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { sourcesFolder } from '../../test/support/sources.ts'
import { spawnReady } from '../../test/support/started-service.ts'

export interface LoadedService {
  readonly url: string
  readonly name: string
  collect(): void
  stop(): Promise<void>
}

/** The service at SERVICE_URL, or one started on DATA_FOLDER as it is; without either on a new one. */
export async function loadedService(): Promise<LoadedService> {
  const running = process.env['SERVICE_URL']
  if (running !== undefined) {
    const url = running.replace(/\/$/, '')
    return { url, name: `the service at ${url}`, collect: () => {}, stop: async () => {} }
  }
  const folder = await mkdtemp(join(tmpdir(), 'eo-nas-bench-soak-'))
  const collector = pathToFileURL(join(import.meta.dirname, 'collect-on-signal.mjs'))
  const given = process.env['DATABASE_URL']
  const { child, url, exited } = await spawnReady({
    DATA_FOLDER: process.env['DATA_FOLDER'] ?? folder,
    ...(given === undefined ? {} : { DATABASE_URL: given }),
    EO_NAS_BENCH_SOURCES: sourcesFolder ?? join(folder, 'none'),
    EO_NAS_BENCH_RATE_LIMIT: '0',
    NODE_OPTIONS: `--import=${collector}`,
  })
  return {
    url,
    name: `a service of its own on ${given === undefined ? 'PGlite' : 'Postgres'}`,
    collect: () => child.kill('SIGUSR2'),
    async stop() {
      child.kill('SIGTERM')
      await exited
      await rm(folder, { recursive: true, force: true })
    },
  }
}
