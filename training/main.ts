import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Database, openDatabase } from '../db/database.ts'
import { migrate } from '../db/migrate.ts'
import { openSpace } from '../db/space-file.ts'
import { readTrainingRows } from '../db/training-rows.ts'
import { exitWith } from '../report/exit-with.ts'
import { buildEditGraph } from '../space/edit-graph.ts'
import type { Space } from '../space/space.ts'
import type { SurrogateCard } from '../surrogate/card.ts'
import { type CardPlace, createCard, type ModelFiles } from '../surrogate/card-files.ts'
import { predictSome } from '../surrogate/predict-some.ts'
import { predictAll } from '../surrogate/predictor.ts'
import { worldsOfModel } from '../surrogate/worlds-file.ts'
import { runSurrogateCommand } from './command.ts'
import { foldsInProcesses } from './evaluation/run-folds.ts'
import { readRecipe, readTried } from './recipe-files.ts'
import { trainSurrogate } from './train.ts'
import { writeCardDocuments } from './trust/card-documents.ts'

// The command line's own settings; the service reads the same variables in api/http/config.ts.
const { DATABASE_URL, DATA_FOLDER } = process.env
const dataFolder = DATA_FOLDER || './data'

async function readInstance(db: Database, id: string) {
  const rows = await readTrainingRows(db, id)
  if (rows === null) return null
  const { instance, sources } = rows.current
  const cardSources = sources.map(({ name, sha256, title, licence, url }) => ({
    name,
    sha256,
    title,
    licence,
    url,
  }))
  return { instance, sources: cardSources, tables: rows.tables }
}

function modelPath(card: SurrogateCard, { modelsFolder, instance }: CardPlace): string {
  return join(modelsFolder, instance, card.model.file)
}

function predictionsOf(card: SurrogateCard, place: CardPlace, space: Space) {
  const { id, instance, model } = card
  const path = modelPath(card, place)
  return predictAll({ id, instance, card, sha256: model.sha256, path }, space)
}

async function predictionsOfUnwritten(card: SurrogateCard, files: ModelFiles, space: Space) {
  const modelsFolder = await mkdtemp(join(tmpdir(), 'eo-nas-bench-model-'))
  try {
    const place = { modelsFolder, instance: card.instance.id, version: card.version }
    await createCard(place, card, files)
    return await predictionsOf(card, place, space)
  } finally {
    await rm(modelsFolder, { recursive: true })
  }
}

const inRepository = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url))

async function main(args: readonly string[]): Promise<number> {
  if (args.join(' ') === 'document') {
    const written = await writeCardDocuments(inRepository('surrogate/models'), inRepository('docs'))
    process.stdout.write(`${written} pages written to docs.\n`)
    return 0
  }
  let db: Database | null = null
  const database = async () => {
    if (db !== null) return db
    db = await openDatabase(DATABASE_URL ? { url: DATABASE_URL } : { folder: dataFolder })
    await migrate(db)
    return db
  }
  const progress = (line: string) => process.stderr.write(`${line}\n`)
  try {
    return await runSurrogateCommand(args, {
      recipeOf: (id) => readRecipe(id),
      triedOf: (id) => readTried(id),
      readInstance: async (id) => readInstance(await database(), id),
      openSpace: () => openSpace(dataFolder),
      modelsFolder: inRepository('surrogate/models'),
      train: trainSurrogate,
      foldRunner: foldsInProcesses,
      openGraph: buildEditGraph,
      predictions: predictionsOfUnwritten,
      writtenPredictions: predictionsOf,
      worldsFile: (card, place) => worldsOfModel({ card, path: modelPath(card, place) }),
      somePredictions: (card, place, { space, architectureIds }) =>
        predictSome({ card, path: modelPath(card, place) }, space, architectureIds),
      write: (text) => process.stdout.write(text),
      progress,
    })
  } finally {
    await (db as Database | null)?.close()
  }
}

exitWith(main(process.argv.slice(2)))
