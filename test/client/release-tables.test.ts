import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { DamagedFileError } from '../../client/index.ts'
import { parseInstances } from '../../client/release-manifest.ts'
import { predictionTables } from '../../client/release-tables.ts'
import type { PredictionTable } from '../../fitness/prediction-table.ts'
import { exportSmall, FEW, smallRelease } from '../support/exported.ts'

const id = 'test-instance'
const own = smallRelease().instances.find((one) => one.instance.id === id)

let folder: string
beforeAll(async () => {
  folder = (await exportSmall({ formats: ['parquet'] })).folder
})

function listed() {
  const file: unknown = JSON.parse(readFileSync(join(folder, 'instances.json'), 'utf8'))
  const found = parseInstances(folder, file).find((one) => one.id === id)
  if (found?.surrogate == null) throw new Error(`${folder} has no surrogate of ${id}`)
  return { instance: found.instance, ...found.surrogate }
}

function open(predictions = listed().predictions) {
  const where = `${id}.predictions.parquet`
  const bytes = new Uint8Array(readFileSync(join(folder, where))).buffer
  return predictionTables({ where, bytes, instance: listed().instance }, predictions, FEW)
}

test('predictions come out of the files as they went in', async () => {
  const budgets = await open()
  const expected: readonly PredictionTable[] = own?.surrogate?.predictions ?? []
  expect(budgets.epochs).toStrictEqual([36, 108])
  for (const table of expected) {
    const read = await budgets.tableAt(table.epochs)
    expect(read?.measures).toStrictEqual(table.measures)
    expect(read?.distributions).toStrictEqual(table.distributions)
    expect(read?.correlations).toStrictEqual(table.correlations)
    for (let architecture = 0; architecture < FEW; architecture++) {
      expect(read?.nearestMeasuredOf(architecture)).toBe(table.nearestMeasured[architecture])
      for (const column of table.measures.keys()) {
        expect(read?.meanOf(column, architecture)).toBe(table.means[column]?.[architecture])
        expect(read?.deviationOf(column, architecture)).toBe(
          table.standardDeviations[column]?.[architecture],
        )
      }
    }
  }
  expect(listed().withheld).toStrictEqual(own?.surrogate?.withheld)
})

test('predictions that instances.json does not describe are refused', async () => {
  const [at36, at108] = listed().predictions
  if (at36 === undefined || at108 === undefined) throw new Error('A budget is missing')
  const one = await open([at108])
  await expect(one.tableAt(36)).rejects.toThrow(DamagedFileError)
  await expect(one.tableAt(36)).rejects.toThrow(/36 epochs/)
  expect((await one.tableAt(108))?.epochs).toBe(108)
  const [first, ...rest] = at36.measures
  if (first === undefined) throw new Error('A measure is missing')
  for (const measure of ['latencyMs.test', 'overallAccuracy.train']) {
    const wrong = await open([{ ...at36, measures: [{ ...first, measure }, ...rest] }])
    await expect(wrong.tableAt(36), measure).rejects.toThrow(DamagedFileError)
  }
})
