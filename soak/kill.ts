import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { oneOf, readOptions, wholeNumber } from '../bench/options.ts'
import type { DatabaseLocation } from '../db/database.ts'
import { startTestPostgres } from '../test/support/postgres-server.ts'
import { PHASES } from './kill/pipeline.ts'
import { Rounds } from './kill/round.ts'

// `npm run soak kill [-- --kills 50 --on pglite|postgres]`: kill -9 at random moments of a migration,
// an ingest and a publication, on both databases; after each the next start, and every row counted.

const { kills, on } = readOptions({
  kills: wholeNumber({ otherwise: 50 }),
  on: oneOf(['pglite', 'postgres']),
})

async function soak(name: string, location: DatabaseLocation): Promise<void> {
  const started = performance.now()
  const rounds = new Rounds(location)
  const counts = new Map<string, number>(PHASES.map((phase) => [phase, 0]))
  let [done, tooLate, unfinished, compared] = [0, 0, 0, 0]
  for (let round = 0; done < kills; round++) {
    const outcome = await rounds.run(PHASES[round % PHASES.length] ?? 'ingest')
    compared += outcome.rowsCompared
    if (outcome.phase === null) {
      tooLate++
      continue
    }
    done++
    unfinished += outcome.rowsAfterKill
    counts.set(outcome.phase, (counts.get(outcome.phase) ?? 0) + 1)
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(0)
  const list = [...counts].map(([phase, count]) => `${count} in ${phase}`).join(', ')
  console.log(
    `${name}: ${done} kills (${list}; ${tooLate} came too late and do not count), ${unfinished.toLocaleString('en-GB')} rows counted after kills, ${compared.toLocaleString('en-GB')} rows compared after the next start, none wrong; ${seconds} s`,
  )
}

if (on !== 'postgres') {
  const folder = mkdtempSync(join(tmpdir(), 'eo-nas-bench-soak-'))
  try {
    await soak('PGlite', { folder })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
if (on !== 'pglite') {
  const server = await startTestPostgres()
  if ('missing' in server) console.log(`Postgres: skipped, ${server.missing}`)
  else {
    try {
      await soak('Postgres', { url: server.url })
    } finally {
      await server.stop()
    }
  }
}
