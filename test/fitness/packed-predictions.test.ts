import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Distribution } from '../../fitness/distribution.ts'
import { JsonWriter } from '../../fitness/json-writer.ts'
import { measureName, measuresOf } from '../../fitness/measure.ts'
import { metricShape, metricValues } from '../../fitness/metric-values.ts'
import { packPredictions } from '../../fitness/packed-predictions.ts'
import type { PredictionTable } from '../../fitness/prediction-table.ts'
import { openPredictions } from '../../fitness/predictions.ts'
import { testInstance } from '../support/served.ts'

const size = 5
const measures = measuresOf(testInstance)

const NORMAL: Distribution = { family: 'normal', noise: 0, least: 0, most: 1, runs: 1 }
const identity = (count: number) =>
  Array.from({ length: count }, (_, row) =>
    Array.from({ length: count }, (__, at) => (row === at ? 1 : 0)),
  )
const plain = {
  distributions: measures.map(() => NORMAL),
  correlations: identity(measures.length),
  nearestMeasured: Uint8Array.of(0, 1, 2, 254, 255),
}

const column = (bitsKept: number) =>
  fc.array(fc.float(), { minLength: size, maxLength: size }).map((values) => {
    const bits = new Uint32Array(Float32Array.from(values).buffer)
    for (const [at, word] of bits.entries()) bits[at] = (word >>> bitsKept) << bitsKept
    return new Float32Array(bits.buffer)
  })

const tables: fc.Arbitrary<PredictionTable> = fc.subarray([...measures]).chain((predicted) =>
  fc.record({
    epochs: fc.constant(12),
    measures: fc.constant(predicted),
    means: fc.tuple(...predicted.map(() => fc.oneof(column(0), column(10)))),
    standardDeviations: fc.tuple(...predicted.map(() => column(16))),
    distributions: fc.constant(predicted.map(() => NORMAL)),
    correlations: fc.constant(identity(predicted.length)),
    nearestMeasured: fc.uint8Array({ minLength: size, maxLength: size }),
  }),
)

test('packed predictions are written as JSON.stringify writes the columns, and read as they are', () => {
  fc.assert(
    fc.property(tables, fc.boolean(), fc.nat(size - 1), (table, halfway, architectureId) => {
      const predictions = openPredictions(testInstance, packPredictions(table))
      const selected = { halfway, form: metricValues }
      const writer = new JsonWriter()
      writer.ascii('{"metrics":')
      predictions.rows(halfway)?.write(writer, architectureId)
      writer.ascii('}')
      const values = (columns: readonly Float32Array[]) =>
        metricValues(
          metricShape(testInstance, { measures: table.measures, columns }, halfway),
          (column) => column[architectureId] as number,
        )
      const [metrics, standardDeviation] = [values(table.means), values(table.standardDeviations)]
      const nearestMeasured = table.nearestMeasured[architectureId]
      expect(writer.finishText()).toBe(
        JSON.stringify({ metrics, standardDeviation, nearestMeasured }),
      )
      expect(predictions.nearestMeasuredOf(architectureId)).toBe(nearestMeasured)
      expect(predictions.meansOf(architectureId, selected)).toEqual(metrics)
      expect(predictions.deviationsOf(architectureId, selected, 'run')).toEqual(standardDeviation)
      for (const [at, measure] of table.measures.entries()) {
        const column = predictions.meanColumn(measureName(measure))
        expect(column?.(architectureId)).toBe(table.means[at]?.[architectureId])
      }
    }),
    { numRuns: 1000 },
  )
})

test('deviations of more than 8 significant bits stay as they are', () => {
  const predictions = openPredictions(
    testInstance,
    packPredictions({
      epochs: 12,
      measures: measures.slice(0, 1),
      means: [new Float32Array(size)],
      standardDeviations: [Float32Array.of(0.5, 0.5, 0.5, 0.5, 0.1)],
      ...plain,
      correlations: [[1]],
    }),
  )
  expect([predictions.rows(false), predictions.rows(true)]).toEqual([null, null])
  expect(predictions.nearestMeasuredOf(3)).toBe(254)
  const metrics = predictions.deviationsOf(4, { halfway: false, form: metricValues }, 'run')
  expect(JSON.stringify(metrics)).toContain(String(Math.fround(0.1)))
})

test('what was packed holds nothing of the table', async () => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const open = () => {
    const deviations = measures.map(() => new Float32Array(size).fill(0.5))
    const means = measures.map(() => new Float32Array(size))
    const nearestMeasured = new Uint8Array(size).fill(3)
    const standardDeviations = deviations
    const table = { ...plain, epochs: 12, measures, means, standardDeviations, nearestMeasured }
    return {
      predictions: openPredictions(testInstance, packPredictions(table)),
      held: [...means, ...deviations, nearestMeasured].map((column) => new WeakRef(column)),
    }
  }
  const { predictions, held } = open()
  const alive = async () => {
    // A WeakRef holds what it was made of until the turn ends.
    await new Promise((resolve) => setImmediate(resolve))
    collect()
    return held.filter((column) => column.deref() !== undefined).length
  }
  expect(await alive()).toBe(0)
  expect(predictions.rows(true)).not.toBeNull()
})
