import { existsSync } from 'node:fs'
import { buildApp } from './api/app.ts'
import { type Config, readConfig } from './api/config.ts'
import type { Served } from './api/context.ts'
import { viewRelease } from './api/release-view.ts'
import { type RunningServer, serve } from './api/server.ts'
import { storeArchitectures } from './db/architectures.ts'
import { type Database, openDatabase } from './db/database.ts'
import { migrate } from './db/migrate.ts'
import { loadRelease, publishRelease } from './db/releases.ts'
import { openSpace } from './db/space-file.ts'
import { ingestReachable } from './ingest/reachable.ts'
import { createReporter } from './ingest/reporter.ts'

// `npm start`: listens at once and answers that it is not ready, then migrates, builds the space,
// ingests what sources it can reach, publishes a release and serves it.

const SOURCES_FOLDERS = ['./sources', '../shared/data']
const EXAMPLE_HASH = 'fb150c15ea56ec137175f9cc967397a9'

const reporter = createReporter({ stream: process.stdout })

async function prepare(config: Config, db: Database): Promise<Served> {
  await migrate(db)
  const space = await openSpace(config.dataFolder, (done, total) =>
    reporter.progress('Enumerating architectures', done, total),
  )
  await storeArchitectures(db, space, (done, total) =>
    reporter.progress('Storing architectures', done, total),
  )
  await ingestReachable(db, space, {
    sourcesFolders:
      config.sourcesFolder === null
        ? SOURCES_FOLDERS.filter((folder, at) => at === 0 || existsSync(folder))
        : [config.sourcesFolder],
    reporter,
  })
  const { id } = await publishRelease(db, space)
  return { space, release: viewRelease(await loadRelease(db, id), space) }
}

function describeRelease({ release }: Served): string[] {
  const instances = [...release.instances.values()].map(
    ({ instance, tabular, tables, completeness }) =>
      `  ${instance.id}: ${tabular.toLocaleString('en-GB')} architectures measured` +
      ` (${completeness}), epochs ${[...tables.keys()].join(', ')}`,
  )
  return [
    `Release ${release.id}`,
    ...(instances.length > 0
      ? instances
      : ['  no evaluations: no source was reachable; see the lines above and docs/ingest.md']),
  ]
}

function examples(port: number): string[] {
  const base = `http://127.0.0.1:${port}`
  return [
    'Try:',
    `  curl '${base}/v1/instances'`,
    `  curl '${base}/v1/instances/so2sat-lcz42/architectures/${EXAMPLE_HASH}'`,
    `  curl '${base}/v1/architectures/sample?count=3&seed=1'`,
  ]
}

function stopOnSignal(server: RunningServer, db: () => Database | null): void {
  let stopping = false
  const stop = async () => {
    if (stopping) return
    stopping = true
    await server.close()
    await db()?.close()
    process.exit(0)
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stop)
}

async function main(): Promise<void> {
  const started = performance.now()
  const config = readConfig()
  let served: Served | null = null
  let db: Database | null = null
  const server = await serve(
    buildApp(() => served),
    config,
  )
  stopOnSignal(server, () => db)
  try {
    db = await openDatabase(
      config.databaseUrl === null ? { folder: config.dataFolder } : { url: config.databaseUrl },
    )
    served = await prepare(config, db)
  } catch (error) {
    await server.close()
    await db?.close()
    throw error
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  for (const line of describeRelease(served)) reporter.info(line)
  for (const line of examples(server.port)) reporter.info(line)
  reporter.info(`Ready after ${seconds} s on http://127.0.0.1:${server.port}`)
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
})
