import { statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parquetReadObjects } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import sqlite from 'node-sqlite3-wasm'
import { expect, test } from 'vitest'
import { worldColumns } from '../../client/release-tables.ts'
import { columnName } from '../../fitness/column-name.ts'
import { packPredictions } from '../../fitness/packed-predictions.ts'
import type { PredictionTable } from '../../fitness/prediction-table.ts'
import { completed } from '../../surrogate/worlds/completed.ts'
import { drawWorld } from '../../surrogate/worlds/draw-world.ts'
import { worldCells } from '../../surrogate/worlds/world-cells.ts'
import { openBudget } from '../../surrogate/worlds/world-model.ts'
import { exportFolder, exportSmall, FEW, smallRelease, withModels } from '../support/exported.ts'
import { testSpace } from '../support/space.ts'
import { worldsFor } from '../support/world-model.ts'

const ID = 'test-instance'
const { release, models } = await withModels(smallRelease())
const exported = exportSmall({ release, models, worlds: 3 })
const tables = release.instances.find(({ instance }) => instance.id === ID)?.surrogate
  ?.predictions as PredictionTable[]

type Row = Record<string, number | null>

async function parquetRows(name: string): Promise<Row[]> {
  const { folder } = await exported
  const bytes = await readFile(join(folder, name))
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)
  return (await parquetReadObjects({ file: file as ArrayBuffer, compressors })) as Row[]
}

/** What one architecture after the other has in a world, as columns of a file. */
async function computedRows(world: number): Promise<Row[]> {
  const space = await testSpace()
  const { budgets } = await worldsFor(ID, tables)
  return tables.flatMap((predictions, at) => {
    const { correlations, epochs, measures } = predictions
    const budget = budgets[at] as (typeof budgets)[number]
    const open = completed(openBudget(budget, { instance: ID, space, correlations }))
    const packed = packPredictions(predictions)
    const draw = drawWorld(open, world)
    const cells = worldCells(open, draw, { space, predictions: packed, seed: world })
    // From the last one on: the order changes nothing.
    const rows = Array.from({ length: FEW }, (_, from) => {
      const id = FEW - 1 - from
      const values = cells.valuesAt(id, null)
      // Invented bounds have more digits than predictions.
      const valueAt = (place: number) => Math.fround(values[place] as number)
      const own = measures.map((measure, place) => [columnName(measure), valueAt(place)])
      return { architecture_id: id, epochs, ...Object.fromEntries(own) }
    })
    return rows.reverse()
  })
}

test('the Parquet file of a world has the true values that any order computes, bit for bit', async () => {
  for (const world of [0, 2]) {
    const rows = await parquetRows(`${ID}.world-${world}.parquet`)
    const computed = await computedRows(world)
    expect(rows).toHaveLength(tables.length * FEW)
    const names = Object.keys(rows[0] ?? {})
    expect(rows).toStrictEqual(
      computed.map((row) => Object.fromEntries(names.map((name) => [name, row[name] ?? null]))),
    )
  }
})

test('the database has a table for each world with the same values', async () => {
  const { folder } = await exported
  const database = new sqlite.Database(join(folder, `${ID}.worlds.sqlite`), { readOnly: true })
  try {
    expect(database.all('select key, value from meta order by key')).toMatchObject([
      { key: 'format', value: '1' },
      { key: 'instance', value: ID },
      { key: 'release', value: release.id },
      { key: 'surrogate', value: `${ID}-1` },
      { key: 'worlds', value: '3' },
    ])
    for (const world of [0, 1, 2]) {
      const stored = database.all(`select * from world_${world} order by epochs, architecture_id`)
      expect(stored).toStrictEqual(await parquetRows(`${ID}.world-${world}.parquet`))
    }
  } finally {
    database.close()
  }
})

test('the TypeScript client reads the columns of a world', async () => {
  const { folder } = await exported
  const bytes = await readFile(join(folder, `${ID}.world-2.parquet`))
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)
  const rows = await parquetRows(`${ID}.world-2.parquet`)
  for (const { epochs, measures } of tables) {
    const asked = { epochs, measures, architectures: FEW }
    const columns = await worldColumns({ where: 'it', bytes: file as ArrayBuffer }, asked)
    const own = rows.filter((row) => row['epochs'] === epochs)
    for (const [at, measure] of measures.entries()) {
      expect([...(columns[at] ?? [])]).toStrictEqual(own.map((row) => row[columnName(measure)]))
    }
    const short = worldColumns({ where: 'it', bytes: file as ArrayBuffer }, { ...asked, epochs: 5 })
    await expect(short).rejects.toThrow(/it lacks architectures at 5 epochs/)
  }
})

test('whole worlds stay within the bounds of the predictions', async () => {
  for (const world of [0, 1, 2]) {
    const rows = await parquetRows(`${ID}.world-${world}.parquet`)
    for (const { epochs, measures, distributions } of tables) {
      const own = rows.filter((row) => row['epochs'] === epochs)
      for (const [at, measure] of measures.entries()) {
        const { least = 0, most = 0 } = distributions[at] ?? {}
        const values = own.map((row) => row[columnName(measure)] as number)
        expect(Math.min(...values)).toBeGreaterThanOrEqual(Math.fround(least))
        expect(Math.max(...values)).toBeLessThanOrEqual(Math.fround(most))
        expect(new Set(values).size).toBeGreaterThan(1)
      }
    }
  }
})

test('worlds are added to an export that is there, whose files stay', async () => {
  const folder = exportFolder()
  const first = await exportSmall({ folder, release, models, formats: ['parquet', 'sqlite'] })
  const inodes = () =>
    ['architectures.parquet', `${ID}.fitness.parquet`, `${ID}.sqlite`].map(
      (name) => statSync(join(first.folder, name)).ino,
    )
  const before = inodes()
  const options = { folder, release, models, formats: ['parquet', 'sqlite'], worlds: 2 } as const
  const second = await exportSmall(options)
  expect(second).toMatchObject({ created: true, folder: first.folder })
  expect(inodes()).toStrictEqual(before)
  const names = second.manifest.files.map(({ name }) => name)
  expect(names.filter((name) => /\.world.*(parquet|sqlite)$/.test(name))).toStrictEqual([
    'predicted-instance.world-0.parquet',
    'predicted-instance.world-1.parquet',
    'predicted-instance.worlds.sqlite',
    `${ID}.world-0.parquet`,
    `${ID}.world-1.parquet`,
    `${ID}.worlds.sqlite`,
  ])
  expect((await exportSmall(options)).created).toBe(false)
  // Fewer are there already, more are not.
  expect((await exportSmall({ ...options, worlds: 1 })).created).toBe(false)
  expect((await exportSmall({ ...options, worlds: 3 })).created).toBe(true)
})
