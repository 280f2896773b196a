import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { Zstd } from '@hpcc-js/wasm-zstd'
import { parse } from 'csv-parse/sync'
import { parquetReadObjects } from 'hyparquet'
import sqlite from 'node-sqlite3-wasm'
import { beforeAll, describe, expect, test } from 'vitest'
import { columnName } from '../../fitness/column-name.ts'
import { complexityTable } from '../../fitness/complexity-table.ts'
import { openFitnessTable } from '../../fitness/fitness-table.ts'
import { measureName, measuresOf } from '../../fitness/measure.ts'
import type { Exported } from '../../release/export.ts'
import { matrixOf, operationsOf } from '../../space/cell.ts'
import { exportSmall, FEW, smallRelease, smallSpace } from '../support/exported.ts'

type Value = number | string | null
type Row = Record<string, Value>

const release = smallRelease()
let exported: Exported
const read = (name: string) => readFileSync(join(exported.folder, name))

beforeAll(async () => {
  exported = await exportSmall()
})

async function parquetRows(table: string): Promise<Row[]> {
  const bytes = read(`${table}.parquet`)
  const zstd = await Zstd.load()
  const rows = await parquetReadObjects({
    file: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer,
    compressors: { ZSTD: (input) => zstd.decompress(input) },
  })
  return rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => [
        name,
        typeof value === 'bigint' ? Number(value) : (value ?? null),
      ]),
    ),
  )
}

const ORDER = ['epochs', 'architecture_id', 'run']

/** Rows of text files begin with a few that have all values. */
function sorted(rows: Row[]): Row[] {
  return rows.toSorted(
    (left, right) =>
      ORDER.map((key) => Number(left[key] ?? 0) - Number(right[key] ?? 0)).find(
        (one) => one !== 0,
      ) ?? 0,
  )
}

const isText = (name: string) => ['hash', 'matrix', 'operations', 'source'].includes(name)

function csvRows(table: string): Row[] {
  const text = gunzipSync(read(`${table}.csv.gz`)).toString()
  const rows: Record<string, string>[] = parse(text, { columns: true })
  return rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => {
        if (isText(name)) return [name, value]
        return [name, value === '' ? null : Number(value)]
      }),
    ),
  )
}

function jsonlRows(table: string): Row[] {
  const text = gunzipSync(read(`${table}.jsonl.gz`)).toString()
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
}

function sqliteRows(database: string, query: string): Row[] {
  const opened = new sqlite.Database(join(exported.folder, `${database}.sqlite`), {
    readOnly: true,
  })
  try {
    return opened.all(query) as Row[]
  } finally {
    opened.close()
  }
}

async function architectureRows(): Promise<Row[]> {
  const space = await smallSpace()
  const shape = { height: 16, width: 16, channels: 4, classes: 5 }
  const complexity = complexityTable(space, shape)
  return Array.from({ length: FEW }, (_, id) => {
    const cell = space.cellOf(id)
    const matrix = matrixOf(cell)
    const { trainableParameters, macs } = complexity.of(id)
    return {
      architecture_id: id,
      hash: space.hashOf(id),
      vertices: cell.vertices,
      edges: matrix.flat().filter((one) => one === 1).length,
      matrix: JSON.stringify(matrix),
      operations: operationsOf(cell).join(','),
      // All three instances have one input shape; the first gives the name.
      trainable_parameters_plain_instance: trainableParameters,
      macs_plain_instance: macs,
    }
  })
}

async function evaluationRows(id: string): Promise<Row[]> {
  const space = await smallSpace()
  const { instance, tables } = instanceOf(id)
  const complexity = complexityTable(space, { ...instance.input, classes: instance.classes })
  const missing = Object.fromEntries(
    measuresOf(instance).map((measure) => [columnName(measure), null]),
  )
  return tables.flatMap((table) => {
    const opened = openFitnessTable(instance, table, space.size)
    return [...table.architectureIds].flatMap((architectureId, row) =>
      Array.from({ length: opened.runsOf(row) }, (_, run): Row => {
        const form = opened.formOf(row, run)
        const { trainableParameters, macs } =
          form === null ? complexity.of(architectureId) : complexity.ofForm(form)
        const at = (table.runStarts[row] as number) + run
        const values = table.measures.map((measure, column) => {
          const value = table.values[column]?.[at] as number
          return [columnName(measure), Number.isNaN(value) ? null : value]
        })
        return {
          architecture_id: architectureId,
          hash: space.hashOf(architectureId),
          epochs: table.epochs,
          run,
          trainable_parameters: trainableParameters,
          macs,
          trained_form: form,
          ...missing,
          ...Object.fromEntries(values),
        }
      }),
    )
  })
}

async function predictionRows(id: string): Promise<Row[]> {
  const space = await smallSpace()
  const { instance, surrogate } = instanceOf(id)
  const predictions = surrogate?.predictions ?? []
  const predicted = new Set(predictions.flatMap(({ measures }) => measures.map(measureName)))
  return predictions.flatMap(({ epochs, measures, nearestMeasured, ...table }) =>
    Array.from({ length: FEW }, (_, architectureId): Row => {
      const row: Row = {
        architecture_id: architectureId,
        hash: space.hashOf(architectureId),
        epochs,
        nearest_measured: nearestMeasured[architectureId] ?? null,
      }
      for (const measure of measuresOf(instance)) {
        if (!predicted.has(measureName(measure))) continue
        const at = measures.findIndex((one) => measureName(one) === measureName(measure))
        row[columnName(measure)] = table.means[at]?.[architectureId] ?? null
        row[`${columnName(measure)}_sd`] = table.standardDeviations[at]?.[architectureId] ?? null
      }
      return row
    }),
  )
}

function instanceOf(id: string) {
  const found = release.instances.find(({ instance }) => instance.id === id)
  if (found === undefined) throw new Error(id)
  return found
}

function described(id: string) {
  const predictions = instanceOf(id).surrogate?.predictions ?? []
  return predictions.map(({ epochs, measures, distributions, correlations }) => ({
    epochs,
    measures: measures.map((measure, at) => ({
      measure: measureName(measure),
      column: columnName(measure),
      distribution: distributions[at],
    })),
    correlations,
  }))
}

test.each(['instances', 'dictionary'])(
  '%s.json says how each predicted measure is distributed, and which are withheld',
  (name) => {
    const file = JSON.parse(read(`${name}.json`).toString())
    const surrogates =
      name === 'instances'
        ? file.instances.flatMap((one: { surrogate: object | null }) => one.surrogate ?? [])
        : file.predictions.map((one: { budgets: object }) => ({ ...one, predictions: one.budgets }))
    expect(surrogates).toMatchObject([
      { predictions: described('predicted-instance'), withheld: [] },
      {
        predictions: described('test-instance'),
        withheld: instanceOf('test-instance').surrogate?.withheld,
      },
    ])
  },
)

const expected: Readonly<Record<string, () => Promise<Row[]>>> = {
  architectures: architectureRows,
  'test-instance.evaluations': () => evaluationRows('test-instance'),
  'plain-instance.evaluations': () => evaluationRows('plain-instance'),
  'test-instance.predictions': () => predictionRows('test-instance'),
  'predicted-instance.predictions': () => predictionRows('predicted-instance'),
}

describe.each(Object.entries(expected))('%s', (name, rows) => {
  test.each([
    ['Parquet', parquetRows],
    ['CSV', async (table: string) => csvRows(table)],
    ['JSON lines', async (table: string) => jsonlRows(table)],
  ])('hold every value bit for bit in %s', async (_, readRows) => {
    expect(sorted(await readRows(name))).toStrictEqual(sorted(await rows()))
  })
})

describe('a database of one instance', () => {
  // SQLite keeps an integral number without its sign.
  const unsigned = (rows: Row[]) =>
    rows.map((row) =>
      Object.fromEntries(
        Object.entries(row).map(([key, value]) => [key, Object.is(value, -0) ? 0 : value]),
      ),
    )

  test.each(['test-instance', 'plain-instance', 'predicted-instance'])(
    '%s has its evaluations and predictions bit for bit',
    async (id) => {
      expect(
        sqliteRows(id, 'select * from evaluations order by epochs, architecture_id, run'),
      ).toStrictEqual(unsigned(await evaluationRows(id)))
      expect(
        sqliteRows(id, 'select * from predictions order by epochs, architecture_id'),
      ).toStrictEqual(await predictionRows(id))
      const fitness = 'select * from fitness order by epochs, architecture_id'
      expect(sqliteRows(id, fitness)).toStrictEqual(
        unsigned(sorted(await parquetRows(`${id}.fitness`))),
      )
    },
  )

  test('has all architectures with the complexity for its own input', async () => {
    const rows = sqliteRows('test-instance', 'select * from architectures order by architecture_id')
    expect(rows).toStrictEqual(
      (await architectureRows()).map(
        ({ trainable_parameters_plain_instance, macs_plain_instance, ...row }) => ({
          ...row,
          trainable_parameters: trainable_parameters_plain_instance,
          macs: macs_plain_instance,
        }),
      ),
    )
  })

  test.each(['fitness', 'predictions', 'evaluations'])('finds the rows of %s by a key', (view) => {
    const plan = sqliteRows(
      'test-instance',
      `explain query plan select * from ${view} where architecture_id = 5 and epochs = 108`,
    )
    expect(plan.map(({ detail }) => detail).join('\n')).not.toMatch(/SCAN (?!fitness)/)
  })

  test.each(['fitness', 'predictions', 'evaluations'])('finds the rows of %s by a hash', (view) => {
    for (const where of ["hash = '00'", "hash = '00' and epochs = 108", "hash in ('00', '01')"]) {
      const plan = sqliteRows(
        'test-instance',
        `explain query plan select * from ${view} where ${where}`,
      )
      const steps = plan.map(({ detail }) => String(detail)).join('\n')
      expect(steps).toContain('INDEX cells_by_hash')
      // The few that were measured are read in any order.
      expect(steps).not.toMatch(/SCAN (?!fitness|measured_rows)/)
    }
  })

  test('finds an architecture by its hash and by its id through an index', () => {
    for (const where of ["hash = '00'", 'architecture_id = 5']) {
      const plan = sqliteRows(
        'test-instance',
        `explain query plan select * from architectures where ${where}`,
      )
      expect(plan.map(({ detail }) => detail).join('\n')).not.toContain('SCAN')
    }
  })

  test('says what it is in its table meta', async () => {
    const meta = Object.fromEntries(
      sqliteRows('predicted-instance', 'select * from meta').map(({ key, value }) => [key, value]),
    )
    expect(meta).toMatchObject({
      format: '1',
      release: 'r0123456789ab',
      instance: 'predicted-instance',
      surrogate: 'predicted-instance-1',
    })
    expect(JSON.parse(String(meta['instance_json']))).toMatchObject({
      id: 'predicted-instance',
      epochs: [12],
      architectures: { tabular: 0, surrogate: FEW, total: FEW },
      withheld: [],
    })
  })

  test('says how each predicted measure is distributed, and which are withheld', () => {
    const meta = Object.fromEntries(
      sqliteRows('test-instance', 'select * from meta').map(({ key, value }) => [key, value]),
    )
    expect(JSON.parse(String(meta['predictions_json']))).toStrictEqual(described('test-instance'))
    expect(JSON.parse(String(meta['instance_json'])).withheld).toStrictEqual(
      instanceOf('test-instance').surrogate?.withheld,
    )
    const measured = sqliteRows('plain-instance', 'select * from meta').map(({ key }) => key)
    expect(measured).not.toContain('predictions_json')
  })
})
