import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { machineLine } from '../bench/machine.ts'
import { oneOf, readOptions } from '../bench/options.ts'
import { startTestPostgres } from '../test/support/postgres-server.ts'
import { sourcesFolder } from '../test/support/sources.ts'
import { startService } from '../test/support/started-service.ts'
import { ATTACKS } from './attack/attacks.ts'
import { brokenPromises } from './attack/judge.ts'
import { memoryGroup } from './attack/memory-group.ts'
import { runAttack } from './attack/run-attack.ts'

// `npm run soak attack [-- --case NAME]`: what one client, or a few, can do to a service of 1 GB within
// the default rate limit. DATABASE_URL names a filled database; without it one is filled first.

const GIGABYTE = 2 ** 30

const options = readOptions({ case: oneOf(ATTACKS.map(({ name }) => name)) })
const attacks = ATTACKS.filter(({ name }) => options.case === null || name === options.case)
const folder = mkdtempSync(join(tmpdir(), 'eo-nas-bench-attack-'))
const mib = (bytes: number) => (bytes / 2 ** 20).toFixed(0)

async function database(): Promise<{ url: string; stop(): Promise<void> }> {
  const given = process.env['DATABASE_URL']
  if (given !== undefined) return { url: given, stop: async () => {} }
  const postgres = await startTestPostgres()
  if ('missing' in postgres) throw new Error(`There is no Postgres: ${postgres.missing}`)
  const { url, stop } = postgres
  const service = await startService({
    DATABASE_URL: url,
    DATA_FOLDER: folder,
    EO_NAS_BENCH_SOURCES: sourcesFolder ?? join(folder, 'none'),
  })
  await service.stop()
  return { url, stop }
}

const { url, stop } = await database()
const group = memoryGroup(GIGABYTE)
try {
  const environment = {
    DATABASE_URL: url,
    DATA_FOLDER: process.env['DATA_FOLDER'] ?? folder,
    EO_NAS_BENCH_PREPARE: 'never',
    // Computed once for a release, in a process of low priority; here each start would begin anew.
    EO_NAS_BENCH_LANDSCAPES: 'never',
    // Loopback addresses then count as any others do.
    EO_NAS_BENCH_RATE_LIMIT: '60000',
  }
  console.log(machineLine())
  console.log(
    'missing' in group
      ? `Without a limit of memory: ${group.missing}`
      : `Limit of memory: ${group.text}`,
  )
  let failures = 0
  for (const attack of attacks) {
    console.log(`${attack.name}: ${attack.title}`)
    const outcome = await runAttack(attack, environment, group)
    const { said, before, peak, rest, health } = outcome
    if (said !== '') console.log(`  ${said}`)
    console.log(
      `  memory ${mib(before)} MiB before, ${mib(peak)} at most, ${mib(rest)} at rest; /healthz at most ${health.worstMs.toFixed(0)} ms of ${health.asked} answers`,
    )
    const broken = brokenPromises(outcome)
    if (broken.length > 0) failures++
    console.log(broken.length === 0 ? '  pass' : `  FAIL: ${broken.join('; ')}`)
  }
  console.log(
    failures === 0
      ? 'All promises hold.'
      : `${failures} of ${attacks.length} attacks break a promise.`,
  )
  process.exitCode = failures === 0 ? 0 : 1
} finally {
  if ('remove' in group) group.remove()
  await stop()
  rmSync(folder, { recursive: true, force: true })
}
