import { expect, test } from 'vitest'
import { readConfig } from '../../api/http/config.ts'

test('without any variable the service listens on 8101 and keeps its data in ./data', () => {
  expect(readConfig({})).toStrictEqual({
    port: 8101,
    host: '0.0.0.0',
    databaseUrl: null,
    sourcesFolder: './sources',
    dataFolder: './data',
    releasesFolder: 'data/releases',
    exports: true,
    exportedWorlds: 0,
    landscapes: true,
    modelsFolder: null,
    prepare: 'auto',
    shutdownDelayS: 0,
    rateLimit: null,
    trustedProxies: 0,
    publicUrl: null,
    logLevel: 'info',
  })
})

test('every variable is read, and an empty one counts as not set', () => {
  expect(
    readConfig({
      PORT: '0',
      HOST: '127.0.0.1',
      DATABASE_URL: 'postgres://localhost/x',
      EO_NAS_BENCH_SOURCES: '../files',
      DATA_FOLDER: '/tmp/x',
      EO_NAS_BENCH_MODELS: '../models',
      EO_NAS_BENCH_RELEASES: '../releases',
      EO_NAS_BENCH_PREPARE: 'never',
      EO_NAS_BENCH_EXPORT_WORLDS: '2',
      EO_NAS_BENCH_LANDSCAPES: 'never',
      EO_NAS_BENCH_SHUTDOWN_DELAY_S: '5',
      EO_NAS_BENCH_RATE_LIMIT: '900',
      EO_NAS_BENCH_TRUSTED_PROXIES: 'Fly-Client-IP',
      LOG_LEVEL: 'WARN',
      PUBLIC_URL: 'https://nas.example.org/',
    }),
  ).toStrictEqual({
    port: 0,
    host: '127.0.0.1',
    databaseUrl: 'postgres://localhost/x',
    sourcesFolder: '../files',
    dataFolder: '/tmp/x',
    releasesFolder: '../releases',
    exports: false,
    exportedWorlds: 2,
    landscapes: false,
    modelsFolder: '../models',
    prepare: 'never',
    shutdownDelayS: 5,
    rateLimit: 900,
    trustedProxies: 'fly-client-ip',
    publicUrl: 'https://nas.example.org',
    logLevel: 'warn',
  })
  expect(readConfig({ PORT: '', HOST: ' ', DATABASE_URL: '' })).toStrictEqual(readConfig({}))
})

test('a wrong port is refused with its name', () => {
  for (const PORT of ['http', '-1', '65536', '80.5', '0x50']) {
    expect(() => readConfig({ PORT })).toThrow(/PORT/)
  }
})

test('a way of computing landscapes that there is not is refused with its name', () => {
  const name = /EO_NAS_BENCH_LANDSCAPES/
  expect(() => readConfig({ EO_NAS_BENCH_LANDSCAPES: 'often' })).toThrow(name)
})

test('a way of preparing that there is not is refused with its name', () => {
  expect(() => readConfig({ EO_NAS_BENCH_PREPARE: 'yes' })).toThrow(/EO_NAS_BENCH_PREPARE/)
})

test.each([
  ['EO_NAS_BENCH_RATE_LIMIT', ['-1', '1.5', 'many']],
  ['EO_NAS_BENCH_TRUSTED_PROXIES', ['-1', 'a header', '1,2']],
  ['LOG_LEVEL', ['loud', '30']],
])('a wrong %s is refused with its name', (name, values) => {
  for (const value of values) expect(() => readConfig({ [name]: value })).toThrow(name)
})

test('a number of proxies may be trusted, and no limit may be set', () => {
  expect(readConfig({ EO_NAS_BENCH_TRUSTED_PROXIES: '2' }).trustedProxies).toBe(2)
  expect(readConfig({ EO_NAS_BENCH_RATE_LIMIT: '0' }).rateLimit).toBe(0)
})

test('a limit below what one heavy operation counts is refused, which nobody could ask for', () => {
  const limit = (units: string) => readConfig({ EO_NAS_BENCH_RATE_LIMIT: units }).rateLimit
  for (const units of ['1', '700', '0700']) {
    expect(() => limit(units)).toThrow(
      /^EO_NAS_BENCH_RATE_LIMIT is \d+; .* count 701 units, .* set it to 701 units or more in 60 seconds, or to 0 for no limit\.$/,
    )
  }
  expect(limit('701')).toBe(701)
})

test('a delay of the shutdown that is no number of seconds is refused with its name', () => {
  for (const text of ['soon', '-1', '301', '1.5']) {
    const read = () => readConfig({ EO_NAS_BENCH_SHUTDOWN_DELAY_S: text })
    expect(read).toThrow(/EO_NAS_BENCH_SHUTDOWN_DELAY_S/)
  }
})

test('the embedded database is exported, Postgres by the command, and neither where never is said', () => {
  const exportsWith = (environment: Record<string, string>) => readConfig(environment).exports
  expect(exportsWith({ EO_NAS_BENCH_EXPORT: 'auto' })).toBe(true)
  expect(exportsWith({ EO_NAS_BENCH_EXPORT: 'never' })).toBe(false)
  expect(exportsWith({ EO_NAS_BENCH_EXPORT: 'auto', DATABASE_URL: 'postgres://x' })).toBe(false)
  expect(() => readConfig({ EO_NAS_BENCH_EXPORT: 'sqlite' })).toThrow(/EO_NAS_BENCH_EXPORT/)
  const worlds = (text: string) => readConfig({ EO_NAS_BENCH_EXPORT_WORLDS: text }).exportedWorlds
  expect(worlds('0')).toBe(0)
  expect(() => worlds('65')).toThrow(/EO_NAS_BENCH_EXPORT_WORLDS/)
})

test('the configuration cannot be changed', () => {
  expect(Object.isFrozen(readConfig({}))).toBe(true)
})

test('a public address may have a path prefix, and loses the slash at its end', () => {
  expect(readConfig({ PUBLIC_URL: 'https://example.org/nas/' }).publicUrl).toBe(
    'https://example.org/nas',
  )
})

test('a public address is a scheme, a host and a path, and anything else is refused with its name', () => {
  expect(readConfig({ PUBLIC_URL: 'https://nas.example.org:8443/' }).publicUrl).toBe(
    'https://nas.example.org:8443',
  )
  for (const url of ['nas.example.org', 'ftp://a', 'https://a/b?c', 'https://a?b', 'https://u@a']) {
    expect(() => readConfig({ PUBLIC_URL: url })).toThrow(/^PUBLIC_URL is /)
  }
})
