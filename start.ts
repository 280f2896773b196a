import { existsSync } from 'node:fs'
import { buildApp } from './api/app.ts'
import { type Config, readConfig } from './api/config.ts'
import type { Served } from './api/context.ts'
import { type InstanceView, viewRelease } from './api/release-view.ts'
import { type RunningServer, serve } from './api/server.ts'
import { storeArchitectures } from './db/architectures.ts'
import { type Database, openDatabase } from './db/database.ts'
import { migrate } from './db/migrate.ts'
import { loadRelease, publishRelease } from './db/releases.ts'
import { openSpace } from './db/space-file.ts'
import type { PredictionTable } from './fitness/prediction-table.ts'
import { ingestReachable } from './ingest/reachable.ts'
import { createReporter } from './report/reporter.ts'
import type { Space } from './space/space.ts'
import {
  loadSurrogates,
  PREDICTIONS_VERSION,
  predictAll,
  predictSpace,
  type SurrogateModel,
} from './surrogate/predictor.ts'

// `npm start`: listens at once and answers that it is not ready, then migrates, builds the space,
// ingests what sources it can reach, lets the surrogates predict the rest where no release has their
// predictions yet, publishes a release and serves it.

const SOURCES_FOLDERS = ['./sources', '../shared/data']
const EXAMPLE_HASH = 'fb150c15ea56ec137175f9cc967397a9'

const reporter = createReporter({ stream: process.stdout })

async function openSurrogates(folder: string | null): Promise<SurrogateModel[]> {
  const { models, refused } = await (folder === null ? loadSurrogates() : loadSurrogates(folder))
  for (const { file, reason } of refused) reporter.info(`Surrogate ${file} is not used: ${reason}`)
  return models
}

// The features of the architectures take long to compute, so the models that are asked at the same
// time share them; where that fails, each predicts alone and only those that fail are left out.
function sharedPredictions(space: Space): (model: SurrogateModel) => Promise<PredictionTable[]> {
  const progressOf = (models: readonly SurrogateModel[]) => {
    const label = `Predicting ${models.map(({ instance }) => instance.id).join(', ')}`
    return (done: number, total: number) =>
      done < total ? reporter.progress(label, done, total) : reporter.done(label)
  }
  let batch: { models: SurrogateModel[]; tables: Promise<PredictionTable[][]> } | null = null
  const openBatch = () => {
    const models: SurrogateModel[] = []
    const tables = Promise.resolve().then(() => {
      batch = null
      return predictSpace(models, space, progressOf(models))
    })
    return { models, tables }
  }
  return async (model) => {
    batch ??= openBatch()
    const { models, tables } = batch
    const at = models.push(model) - 1
    const own = tables.then((all) => all[at] ?? [])
    return own.catch(() => predictAll(model, space, progressOf([model])))
  }
}

async function publish(db: Database, space: Space, models: SurrogateModel[]): Promise<string> {
  const predict = sharedPredictions(space)
  const surrogates = models.map((model) => {
    const { id, instance, sha256 } = model
    const predictions = () => predict(model)
    return { id, instance, sha256, predictionsVersion: PREDICTIONS_VERSION, predictions }
  })
  const { id } = await publishRelease(db, space, {
    surrogates,
    onSurrogateError: (surrogate, error) =>
      reporter.info(
        `Surrogate ${surrogate} is not used: it cannot predict (${error instanceof Error ? error.message : String(error)})`,
      ),
  })
  return id
}

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
  const models = await openSurrogates(config.modelsFolder)
  const id = await publish(db, space, models)
  return { space, release: viewRelease(await loadRelease(db, id), space, models) }
}

const count = (architectures: number) => architectures.toLocaleString('en-GB')

function describeInstance(view: InstanceView, total: number): string {
  const { instance, tabular, completeness, surrogate, epochs } = view
  const measured = `${count(tabular)} architectures measured (${completeness})`
  return [
    `  ${instance.id}: ${completeness === 'none' ? 'nothing measured is loaded' : measured}`,
    surrogate === null ? 'none predicted' : `${count(total - tabular)} predicted by ${surrogate}`,
    `epochs ${epochs.join(', ')}`,
  ].join(', ')
}

function describeRelease({ release, space }: Served): string[] {
  const views = [...release.instances.values()]
  const lines = views.map((view) => describeInstance(view, space.size))
  const unreachable = 'no source was reachable; see the lines above and docs/ingest.md'
  if (views.every(({ tabular }) => tabular === 0)) {
    lines.push(
      views.some(({ surrogate }) => surrogate !== null)
        ? `  No measured rows are loaded, so every answer is a prediction: ${unreachable}`
        : `  No evaluations and no predictions: ${unreachable}`,
    )
  }
  return [`Release ${release.id}`, ...lines]
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
