import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { measureName } from '../fitness/measure.ts'
import { packPredictions } from '../fitness/packed-predictions.ts'
import type { PredictionTable } from '../fitness/prediction-table.ts'
import type { Space } from '../space/space.ts'
import { FEATURE_COUNT, writeFeatures } from '../surrogate/features/features.ts'
import { completed } from '../surrogate/worlds/completed.ts'
import { drawWorld } from '../surrogate/worlds/draw-world.ts'
import { readWorlds } from '../surrogate/worlds/read-worlds.ts'
import { severalWorlds } from '../surrogate/worlds/several-worlds.ts'
import { worldValues } from '../surrogate/worlds/world-cells.ts'
import type { WorldBudget } from '../surrogate/worlds/world-file.ts'
import { openBudget, writeRow } from '../surrogate/worlds/world-model.ts'
import { FILES_FORMAT } from './manifest.ts'
import { parquetWriter } from './parquet-writer.ts'
import { SPACE_COLUMNS } from './space-columns.ts'
import { columnDefinitions, createSqliteFile } from './sqlite-file.ts'
import { type Batch, batchRanges } from './table.ts'
import { type PlannedWorlds, worldTableName } from './world-tables.ts'
import type { TableWriter } from './writer.ts'

export interface WorldsInput {
  readonly release: string
  readonly space: Space
  /** Told how many architectures were computed since it was told last. */
  readonly onRows: (rows: number) => void
}

/** Takes some rows of a world. */
interface WorldWriter {
  write(world: number, batch: Batch): Promise<void> | void
  finish(): Promise<void> | void
  abort(): Promise<void> | void
}

/** Computes the worlds of an instance, all of them at once, and writes their files. */
export async function writeWorlds(
  folder: string,
  planned: PlannedWorlds,
  input: WorldsInput,
): Promise<void> {
  const { released, from, parquet, database } = planned
  const { budgets } = await readWorlds(new Uint8Array(await readFile(from)))
  const writers: WorldWriter[] = []
  try {
    if (parquet.length > 0) writers.push(await parquetWorlds(folder, planned))
    if (database !== null) writers.push(databaseWorlds(join(folder, database.name), planned, input))
    for (const predictions of released.surrogate?.predictions ?? []) {
      const budget = budgets.find(({ epochs }) => epochs === predictions.epochs)
      if (budget === undefined) throw new Error(`${from} has no ${predictions.epochs} epochs`)
      for await (const { world, batch } of batchesOf({ planned, budget, predictions, input })) {
        for (const writer of writers) await writer.write(world, batch)
      }
    }
    for (const writer of writers) await writer.finish()
  } catch (error) {
    await Promise.allSettled(writers.map(async (writer) => writer.abort()))
    throw error
  }
}

async function parquetWorlds(
  folder: string,
  { parquet, table }: PlannedWorlds,
): Promise<WorldWriter> {
  const files: TableWriter[] = []
  for (const { name } of parquet) files.push(await parquetWriter(join(folder, name), table))
  return {
    write: (world, batch) => files[world]?.write(batch),
    finish: async () => {
      for (const file of files) await file.finish()
    },
    abort: async () => {
      await Promise.allSettled(files.map(async (file) => file.abort()))
    },
  }
}

function databaseWorlds(
  path: string,
  { released, table, worlds }: PlannedWorlds,
  { release }: WorldsInput,
): WorldWriter {
  const file = createSqliteFile(path)
  const meta = {
    format: String(FILES_FORMAT),
    release,
    instance: released.instance.id,
    surrogate: released.surrogate?.id ?? '',
    worlds: String(worlds),
  }
  file.define('create table meta (key text primary key, value text not null) without rowid')
  const inserting = file.inserting('meta', 2)
  for (const row of Object.entries(meta)) inserting.add(row)
  inserting.end()
  const key = `primary key (${SPACE_COLUMNS.epochs.name}, ${SPACE_COLUMNS.architectureId.name})`
  const tables = Array.from({ length: worlds }, (_, world) => {
    const name = worldTableName(world)
    file.define(`create table ${name} (${columnDefinitions(table.columns)}, ${key}) without rowid`)
    return file.inserting(name, table.columns.length)
  })
  return {
    write(world, { rows, values }) {
      for (let row = 0; row < rows; row++) {
        tables[world]?.add(values.map((column) => storedValue(column[row] as number)))
      }
    },
    finish() {
      for (const table of tables) table.end()
      file.close()
    },
    abort: () => file.close(),
  }
}

const storedValue = (value: number) => (Number.isNaN(value) ? null : value)

/** Architectures between two turns of the event loop: some milliseconds. */
const AT_ONCE = 16

interface BudgetInput {
  readonly planned: PlannedWorlds
  readonly budget: WorldBudget
  readonly predictions: PredictionTable
  readonly input: WorldsInput
}

/** Rows of each world, range by range of architectures. */
async function* batchesOf({
  planned,
  budget,
  predictions,
  input,
}: BudgetInput): AsyncGenerator<{ readonly world: number; readonly batch: Batch }> {
  const { space, onRows } = input
  const { epochs, measures, correlations, nearestMeasured } = predictions
  const instance = planned.released.instance.id
  const open = completed(openBudget(budget, { instance, space, correlations }))
  const seeds = Array.from({ length: planned.worlds }, (_, seed) => seed)
  const draws = seeds.map((seed) => drawWorld(open, seed))
  const deviations = severalWorlds(open, draws)
  const packed = packPredictions(predictions)
  const values = seeds.map((seed) => worldValues(open, { predictions: packed, seed }))
  // A measure that is not predicted at this budget has a column without values.
  const places = planned.measures.map((name) =>
    measures.findIndex((measure) => measureName(measure) === name),
  )
  const features = new Float32Array(FEATURE_COUNT)
  const row = new Float64Array(FEATURE_COUNT)
  for (const [from, to] of batchRanges(nearestMeasured.length)) {
    const columns = seeds.map(() => places.map(() => new Float32Array(to - from).fill(Number.NaN)))
    for (let id = from; id < to; id++) {
      writeFeatures(space.cellOf(id), features, 0)
      writeRow(open, features, { at: 0, out: row })
      const own = deviations.at(row)
      for (const seed of seeds) {
        const drawn = values[seed]?.(id, { deviations: own[seed] as Float64Array, run: null })
        for (const [at, place] of places.entries()) {
          if (place < 0) continue
          const column = columns[seed]?.[at] as Float32Array
          column[id - from] = drawn?.[place] as number
        }
      }
      if (id % AT_ONCE === 0) await setImmediate()
    }
    const ids = Int32Array.from({ length: to - from }, (_, at) => from + at)
    const own = new Int32Array(to - from).fill(epochs)
    for (const world of seeds) {
      yield { world, batch: { rows: to - from, values: [ids, own, ...(columns[world] ?? [])] } }
    }
    onRows(to - from)
  }
}
