import { expect, test } from 'vitest'
import { openFitnessTable } from '../../fitness/fitness-table.ts'
import { metricValues } from '../../fitness/metric-values.ts'
import { formOf, parseCell } from '../../space/cell.ts'
import { BRANCHES, tableOf, testInstance } from '../support/served.ts'

const FINAL = { halfway: false, form: metricValues }

// The order of the additions of three such values matters to the last bit of none: they are
// float32, as published by NASBench-101, and their sum in double precision is exact.
const NASBENCH = [0.9440104365348816, 0.9443108439445496, 0.9443108439445496]

const rows = new Map<number, { values: Record<string, number> }[]>([
  [2, [{ values: { 'overallAccuracy.test': 0.1, latencyMs: 3 } }]],
  [5, NASBENCH.map((value) => ({ values: { 'overallAccuracy.test': value } }))],
])
const table = openFitnessTable(testInstance, tableOf(testInstance, 12, rows), 8)

test('rows are found by architecture id, and -1 is no row', () => {
  expect([0, 1, 2, 3, 4, 5, 6, 7].map(table.rowOf)).toStrictEqual([-1, -1, 0, -1, -1, 1, -1, -1])
  expect([-1, 8, 1.5, Number.NaN].map(table.rowOf)).toStrictEqual([-1, -1, -1, -1])
  expect([table.rows, table.epochs]).toStrictEqual([2, 12])
  expect([table.runsOf(0), table.runsOf(1)]).toStrictEqual([1, 3])
})

test('the mean of one run is its value to the last bit', () => {
  expect(table.meansOf(0, FINAL)).toStrictEqual(table.valuesOf(0, 0, FINAL))
  expect(table.meansOf(0, FINAL)).toStrictEqual({
    overallAccuracy: { train: null, validation: null, test: 0.1 },
    latencyMs: 3,
  })
})

test('the mean of the runs that have a value leaves the others out', () => {
  const [a, b, c] = NASBENCH as [number, number, number]
  expect(table.meansOf(1, FINAL)).toMatchObject({
    overallAccuracy: { test: (a + b + c) / 3 },
    latencyMs: null,
  })
})

test('the standard deviation is the sample one, and null for a single value', () => {
  const constant = tableOf(
    testInstance,
    12,
    new Map([[1, [1, 2, 3, 4].map((latencyMs) => ({ values: { latencyMs } }))]]),
  )
  const opened = openFitnessTable(testInstance, constant, 8)
  expect(opened.deviationsOf(0, FINAL, 'run')['latencyMs']).toBe(Math.sqrt(5 / 3))
  expect(table.deviationsOf(0, FINAL, 'run')['latencyMs']).toBeNull()
})

test('the deviation of the mean and of the truth is the standard error over the runs with a value', () => {
  const values = [1, 2, 3, 4].map((latencyMs) => ({ values: { latencyMs } }))
  const runs = [...values, { values: { 'overallAccuracy.test': 0.5 } }]
  const opened = openFitnessTable(testInstance, tableOf(testInstance, 12, new Map([[1, runs]])), 8)
  for (const deviation of ['mean', 'truth'] as const) {
    expect(opened.deviationsOf(0, FINAL, deviation)['latencyMs']).toBe(Math.sqrt(5 / 3) / 2)
    expect(table.deviationsOf(0, FINAL, deviation)['latencyMs']).toBeNull()
  }
})

test('measures of the instance that the table lacks are null, others are not shown', () => {
  const whole = tableOf(testInstance, 12, rows)
  const keep = whole.measures.findIndex(({ metric }) => metric === 'latencyMs')
  const measure = whole.measures[keep]
  const column = whole.values[keep]
  if (measure === undefined || column === undefined) throw new Error('No latency in the test table')
  const lacking = openFitnessTable(
    testInstance,
    {
      ...whole,
      measures: [{ metric: 'other', split: null, halfway: false }, measure],
      values: [column, column],
    },
    8,
  )
  expect(lacking.valuesOf(0, 0, FINAL)).toStrictEqual({
    overallAccuracy: { train: null, validation: null, test: null },
    latencyMs: 3,
  })
})

test('the form that a run trained is kept, null is the representative', () => {
  const form = formOf(parseCell(BRANCHES.matrix, BRANCHES.operations).cell)
  const opened = openFitnessTable(
    testInstance,
    tableOf(testInstance, 12, new Map([[3, [{ values: {} }, { form, values: {} }]]])),
    8,
  )
  expect([opened.formOf(0, 0), opened.formOf(0, 1)]).toStrictEqual([null, form])
})
