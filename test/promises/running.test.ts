import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { readConfig } from '../../api/http/config.ts'
import { startCommand } from '../support/start-command.ts'

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
const page = read('docs/running.md')
const dockerfile = read('Dockerfile')
const fly = read('fly.toml')
const config = read('api/http/config.ts')

const VARIABLES = [...config.matchAll(/read\('([A-Z_]+)'\)/g)].map(([, name]) => name ?? '')
/** The modules that some come to, themselves included, also those that run on threads. */
function modulesOf(entries: readonly string[]): Set<string> {
  const seen = new Set<string>()
  const visit = (path: string) => {
    if (seen.has(path)) return
    seen.add(path)
    // Types are erased, and their modules need not be there.
    const code = read(path).replaceAll(/^(?:import|export) type [^']*'[^']*'/gm, '')
    for (const [, target] of code.matchAll(/(?:from |import\(|new URL\()'(\.[^']+\.ts)'/g)) {
      visit(new URL(target ?? '', `file:///${path}`).pathname.slice(1))
    }
  }
  for (const entry of entries) visit(entry)
  return seen
}

const valueIn = (text: string, key: string) =>
  new RegExp(`^\\s*${key} = '?([^'\n]*)'?$`, 'm').exec(text)?.[1]

describe('docs/running.md', () => {
  test('has every variable of the configuration in its table, and no other', () => {
    const listed = [...page.matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, name]) => name ?? '')
    expect(VARIABLES.length).toBeGreaterThan(8)
    expect(listed.sort()).toEqual([...new Set(VARIABLES)].sort())
  })

  test('states the defaults that the configuration has', () => {
    const defaults: [string, unknown][] = [
      ['PORT', readConfig({}).port],
      ['HOST', readConfig({}).host],
      ['DATA_FOLDER', readConfig({}).dataFolder],
      ['EO_NAS_BENCH_PREPARE', readConfig({}).prepare],
      ['EO_NAS_BENCH_SHUTDOWN_DELAY_S', readConfig({}).shutdownDelayS],
      ['LOG_LEVEL', readConfig({}).logLevel],
    ]
    for (const [name, value] of defaults) expect(page).toContain(`| \`${name}\` | \`${value}\` |`)
  })
})

describe('the image', () => {
  const stages = dockerfile.split(/^(?=FROM )/m).slice(1)
  const last = stages.at(-1) ?? ''

  test('runs on the slim image of Node 24, which the engines allow', () => {
    expect(stages).toHaveLength(4)
    expect(dockerfile).toMatch(/^ARG NODE_IMAGE=node:24-\w+-slim$/m)
    for (const stage of stages) expect(stage).toMatch(/^FROM (\$\{NODE_IMAGE\}|dependencies)/)
    const { engines } = JSON.parse(read('package.json'))
    const [, least] = /^>=(\d+)/.exec(engines.node) ?? []
    expect(Number(least)).toBeLessThanOrEqual(24)
  })

  test('is no more than dependencies of production and the files that are named', () => {
    expect(dockerfile).toContain('npm ci --omit=dev')
    const [first, ...allowed] = read('.dockerignore')
      .split('\n')
      .filter((line) => /^[^#]/.test(line))
    expect(first).toBe('*')
    // What a stage of the image builds anew.
    expect(allowed.filter((line) => !line.startsWith('!'))).toStrictEqual(['web/dist'])
    for (const line of allowed.filter((one) => one.startsWith('!'))) {
      expect(existsSync(new URL(`../../${line.slice(1)}`, import.meta.url)), line).toBe(true)
    }
    for (const [, from] of dockerfile.matchAll(/^COPY (?!--from|\.)(\S+) \w+$/gm)) {
      expect(allowed).toContain(`!${from}`)
    }
  })

  test('has every room that start.ts comes to', () => {
    const allowed = read('.dockerignore')
    const needed = modulesOf(['start.ts'])
    expect(needed.size).toBeGreaterThan(100)
    for (const path of needed) expect(allowed).toContain(`!${path.split('/')[0]}\n`)
  })

  test('has what the table of the space and the scripts of the pages are built from', () => {
    const islands = readdirSync(new URL('../../web/islands/', import.meta.url))
      .filter((file) => file.endsWith('.ts'))
      .map((file) => `web/islands/${file}`)
    const entries = {
      space: ['db/space-file.ts'],
      scripts: ['web/build-command.ts', ...islands],
    }
    for (const [name, from] of Object.entries(entries)) {
      const stage = stages.find((one) => one.split('\n')[0]?.endsWith(` AS ${name}`)) ?? ''
      const copied = [...stage.matchAll(/^COPY (?!--from)(.*) \S+$/gm)].flatMap(([, paths = '']) =>
        paths.split(' '),
      )
      const missing = [...modulesOf(from)].filter(
        (path) => !copied.some((own) => path === own || path.startsWith(`${own}/`)),
      )
      expect([name, missing]).toStrictEqual([name, []])
    }
  })

  test('does not run as root, listens where the service does, and says whether it lives', () => {
    expect(last.lastIndexOf('USER node')).toBeGreaterThan(last.lastIndexOf('COPY . .'))
    expect(last).toMatch(new RegExp(`^EXPOSE ${readConfig({}).port}$`, 'm'))
    expect(last).toMatch(/^HEALTHCHECK [\s\S]*\/healthz/m)
    expect(last).toMatch(/^CMD \["node", "start.ts"\]$/m)
  })

  test('sets for the service what npm start sets', () => {
    const { environment } = startCommand()
    expect(Object.keys(environment)).toHaveLength(1)
    for (const [name, value] of Object.entries(environment)) {
      expect(last).toContain(`\nENV ${name}=${value}\n`)
    }
  })
})

describe('fly.toml', () => {
  const [, env = ''] = /^\[env\]\n([\s\S]*?)^\[/m.exec(fly) ?? []
  const settings = Object.fromEntries(
    [...env.matchAll(/^ {2}(\w+) = '(.*)'$/gm)].map(([, name, value]) => [name, value]),
  )

  test('sets only variables that the service reads, to values that it takes, and no secret', () => {
    for (const name of Object.keys(settings)) expect(VARIABLES).toContain(name)
    expect(readConfig(settings)).toMatchObject({ prepare: 'never', databaseUrl: null })
    expect(Object.keys(settings)).toContain('EO_NAS_BENCH_TRUSTED_PROXIES')
  })

  test('sends requests and checks to the port of the service', () => {
    expect(valueIn(fly, 'internal_port')).toBe(settings['PORT'])
    expect(valueIn(fly, 'port')).toBe(settings['PORT'])
    expect(fly).toMatch(/\[\[http_service.checks\]\][^[]*path = '\/readyz'/)
    expect(fly).toMatch(/\[checks.alive\][^[]*path = '\/healthz'/)
  })

  test('waits with the kill for the delay and the requests in flight', () => {
    const seconds = Number.parseInt(valueIn(fly, 'kill_timeout') ?? '', 10)
    expect(seconds).toBeGreaterThan(readConfig(settings).shutdownDelayS + 10)
    expect(valueIn(fly, 'kill_signal')).toBe('SIGTERM')
  })
})
