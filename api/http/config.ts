import { join } from 'node:path'
import { RATE_HEAVIEST_UNITS, RATE_WINDOW_S } from './limits.ts'
import { LOG_LEVELS, type LogLevel } from './log.ts'
import type { TrustedProxies } from './service.ts'

/** The service's settings, read once from the environment. */
export interface Config {
  /** `PORT`, default 8101; 0 takes any free one. */
  readonly port: number
  /** `HOST`, default 0.0.0.0: a hosted service listens on every address. */
  readonly host: string
  /** `DATABASE_URL` of a Postgres; null: the embedded database in `dataFolder`. */
  readonly databaseUrl: string | null
  /** `EO_NAS_BENCH_SOURCES`: folder with upstream files. */
  readonly sourcesFolder: string
  /** `DATA_FOLDER`, default ./data. */
  readonly dataFolder: string
  /** `EO_NAS_BENCH_RELEASES`, default `releases` in `dataFolder`: exported releases. */
  readonly releasesFolder: string
  /**
   * `EO_NAS_BENCH_EXPORT`: `auto` (the default) exports the release that is served, which only this
   * process can where the database is embedded; `never` leaves that to `npm run release`.
   */
  readonly exports: boolean
  /** `EO_NAS_BENCH_EXPORT_WORLDS`: how many worlds of each instance are exported, from 0 to 64. */
  readonly exportedWorlds: number
  /**
   * `EO_NAS_BENCH_LANDSCAPES`: `auto` (the default) computes the landscapes of the release that is
   * served, once for each; `never` leaves them out.
   */
  readonly landscapes: boolean
  /** `EO_NAS_BENCH_MODELS`: folder with trained surrogates; null: those of this repository. */
  readonly modelsFolder: string | null
  /**
   * `EO_NAS_BENCH_PREPARE`: `auto` (the default) migrates, ingests and publishes at the start;
   * `never` only reads, for which a read-only role is enough.
   */
  readonly prepare: 'auto' | 'never'
  /**
   * `EO_NAS_BENCH_SHUTDOWN_DELAY_S`: seconds from a signal to stop until the service takes no more
   * connections, default 0: time for a load balancer to see that it is not ready.
   */
  readonly shutdownDelayS: number
  /**
   * `EO_NAS_BENCH_RATE_LIMIT`: units a minute and client, at least those of one heavy operation; 0 for
   * no limit; null: the default.
   */
  readonly rateLimit: number | null
  /** `EO_NAS_BENCH_TRUSTED_PROXIES`: how many proxies in a row, or the header of one; default 0. */
  readonly trustedProxies: TrustedProxies
  /** `PUBLIC_URL`: where clients find the service; null: where each request was sent to. */
  readonly publicUrl: string | null
  /** `LOG_LEVEL`, default info. */
  readonly logLevel: LogLevel
}

function portOf(text: string): number {
  const port = Number(text)
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port
  throw new Error(`PORT is ${JSON.stringify(text)}; set it to a number from 0 to 65535.`)
}

function prepareOf(text: string): Config['prepare'] {
  if (text === 'auto' || text === 'never') return text
  throw new Error(`EO_NAS_BENCH_PREPARE is ${JSON.stringify(text)}; set it to auto or never.`)
}

function shutdownDelayOf(text: string): number {
  if (/^\d{1,3}$/.test(text) && Number(text) <= 300) return Number(text)
  throw new Error(
    `EO_NAS_BENCH_SHUTDOWN_DELAY_S is ${JSON.stringify(text)}; set it to a number of seconds from 0 to 300.`,
  )
}

// What is more than a whole window has would be refused for ever, however long the client waits.
const RATE_LIMIT_MIN = 1 + RATE_HEAVIEST_UNITS

function rateLimitOf(text: string | null): number | null {
  if (text === null) return null
  const units = /^\d{1,15}$/.test(text) ? Number(text) : null
  if (units === 0 || (units !== null && units >= RATE_LIMIT_MIN)) return units
  if (units !== null) {
    throw new Error(
      `EO_NAS_BENCH_RATE_LIMIT is ${units}; statistics count ${RATE_LIMIT_MIN} units, so nobody could ever ask for them: set it to ${RATE_LIMIT_MIN} units or more in ${RATE_WINDOW_S} seconds, or to 0 for no limit.`,
    )
  }
  throw new Error(
    `EO_NAS_BENCH_RATE_LIMIT is ${JSON.stringify(text)}; set it to the units a client may ask for in a minute, or to 0 for no limit.`,
  )
}

function trustedProxiesOf(text: string): TrustedProxies {
  if (/^\d{1,2}$/.test(text)) return Number(text)
  if (/^[a-z][a-z0-9-]*$/i.test(text)) return text.toLowerCase()
  throw new Error(
    `EO_NAS_BENCH_TRUSTED_PROXIES is ${JSON.stringify(text)}; set it to the number of proxies, or to the name of the header in which one gives the client's address.`,
  )
}

function publicUrlOf(text: string | null): string | null {
  if (text === null) return null
  const url = URL.canParse(text) ? new URL(text) : null
  const isPlain = url !== null && /^https?:$/.test(url.protocol) && url.search + url.hash === ''
  const isPath = url !== null && /^\/[\w.~/-]*$/.test(url.pathname)
  if (isPlain && isPath && url.username === '') {
    return url.origin + url.pathname.replace(/\/+$/, '')
  }
  throw new Error(
    `PUBLIC_URL is ${JSON.stringify(text)}; set it to a scheme and a host, such as https://nas.example.org, with the path prefix that a proxy removes, if any.`,
  )
}

function logLevelOf(text: string): LogLevel {
  const level = LOG_LEVELS.find((one) => one === text.toLowerCase())
  if (level !== undefined) return level
  throw new Error(
    `LOG_LEVEL is ${JSON.stringify(text)}; set it to one of ${LOG_LEVELS.join(', ')}.`,
  )
}

function exportsOf(text: string, databaseUrl: string | null): boolean {
  if (text === 'auto') return databaseUrl === null
  if (text === 'never') return false
  throw new Error(`EO_NAS_BENCH_EXPORT is ${JSON.stringify(text)}; set it to auto or never.`)
}

function exportedWorldsOf(text: string): number {
  if (/^\d{1,2}$/.test(text) && Number(text) <= 64) return Number(text)
  throw new Error(
    `EO_NAS_BENCH_EXPORT_WORLDS is ${JSON.stringify(text)}; set it to a number of worlds from 0 to 64.`,
  )
}

function landscapesOf(text: string): boolean {
  if (text === 'auto' || text === 'never') return text === 'auto'
  throw new Error(`EO_NAS_BENCH_LANDSCAPES is ${JSON.stringify(text)}; set it to auto or never.`)
}

/** An empty variable counts as not set. @throws Error naming the variable and how to fix it */
export function readConfig(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Config {
  const read = (name: string) => environment[name]?.trim() || null
  const dataFolder = read('DATA_FOLDER') ?? './data'
  return Object.freeze({
    port: portOf(read('PORT') ?? '8101'),
    host: read('HOST') ?? '0.0.0.0',
    databaseUrl: read('DATABASE_URL'),
    sourcesFolder: read('EO_NAS_BENCH_SOURCES') ?? './sources',
    dataFolder,
    releasesFolder: read('EO_NAS_BENCH_RELEASES') ?? join(dataFolder, 'releases'),
    exports: exportsOf(read('EO_NAS_BENCH_EXPORT') ?? 'auto', read('DATABASE_URL')),
    exportedWorlds: exportedWorldsOf(read('EO_NAS_BENCH_EXPORT_WORLDS') ?? '0'),
    landscapes: landscapesOf(read('EO_NAS_BENCH_LANDSCAPES') ?? 'auto'),
    modelsFolder: read('EO_NAS_BENCH_MODELS'),
    prepare: prepareOf(read('EO_NAS_BENCH_PREPARE') ?? 'auto'),
    shutdownDelayS: shutdownDelayOf(read('EO_NAS_BENCH_SHUTDOWN_DELAY_S') ?? '0'),
    rateLimit: rateLimitOf(read('EO_NAS_BENCH_RATE_LIMIT')),
    trustedProxies: trustedProxiesOf(read('EO_NAS_BENCH_TRUSTED_PROXIES') ?? '0'),
    publicUrl: publicUrlOf(read('PUBLIC_URL')),
    logLevel: logLevelOf(read('LOG_LEVEL') ?? 'info'),
  })
}
