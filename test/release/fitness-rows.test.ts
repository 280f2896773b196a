import { expect, test } from 'vitest'
import { fitnessAnswers } from '../../fitness/answer.ts'
import { columnName, deviationColumnName } from '../../fitness/column-name.ts'
import { complexityTable } from '../../fitness/complexity-table.ts'
import { openFitnessTable } from '../../fitness/fitness-table.ts'
import { measuresOf } from '../../fitness/measure.ts'
import type { MetricValues } from '../../fitness/metric-values.ts'
import { packPredictions } from '../../fitness/packed-predictions.ts'
import { openPredictions } from '../../fitness/predictions.ts'
import { architecturesOf } from '../../release/architectures.ts'
import { answeredTables } from '../../release/fitness-rows.ts'
import { FEW, smallRelease, smallSpace } from '../support/exported.ts'

const AUTO = { source: 'auto', run: 'mean', seed: 0, deviation: 'run' } as const

test.each(['plain-instance', 'predicted-instance', 'test-instance'])(
  'the fitness table of %s has what auto answers, to the last bit',
  async (id) => {
    const space = await smallSpace()
    const released = smallRelease().instances.find(({ instance }) => instance.id === id)
    if (released === undefined) throw new Error(id)
    const { instance, tables, surrogate } = released
    const { fitness } = answeredTables(architecturesOf(space), released)
    const found = new Map<string, Record<string, unknown>>()
    for (const { rows, values } of fitness.batches()) {
      for (let row = 0; row < rows; row++) {
        const cells = fitness.columns.map(({ name }, at) => [name, values[at]?.[row]])
        const entry = Object.fromEntries(cells)
        found.set(`${entry['epochs']} ${entry['architecture_id']}`, entry)
      }
    }
    let answered = 0
    const budgets = [...tables, ...(surrogate?.predictions ?? [])].map(({ epochs }) => epochs)
    for (const epochs of new Set(budgets)) {
      const table = tables.find((one) => one.epochs === epochs)
      const predicted = surrogate?.predictions.find((one) => one.epochs === epochs)
      const problem = {
        ...{ instance: id, metrics: instance.metrics, epochs },
        table: table === undefined ? null : openFitnessTable(instance, table, space.size),
        predictions:
          predicted === undefined ? null : openPredictions(instance, packPredictions(predicted)),
        complexity: complexityTable(space, { ...instance.input, classes: instance.classes }),
      }
      for (let architectureId = 0; architectureId < FEW; architectureId++) {
        const hash = space.hashOf(architectureId)
        const [final, halfway] = [false, true].map((half) =>
          fitnessAnswers(problem, { ...AUTO, halfway: half })(architectureId, hash),
        )
        const row = found.get(`${epochs} ${architectureId}`)
        if (final === undefined || halfway === undefined || 'code' in final || 'code' in halfway) {
          expect(row).toBeUndefined()
          continue
        }
        answered++
        expect(row).toMatchObject({
          hash,
          source: final.source,
          runs: final.runs,
          nearest_measured: final.nearestMeasured ?? 0,
          trainable_parameters: final.trainableParameters,
          macs: final.macs,
        })
        for (const measure of measuresOf(instance)) {
          const { metrics, standardDeviation } = measure.halfway ? halfway : final
          const valueIn = (all: MetricValues | null) => {
            const value = all?.[measure.metric]
            return typeof value === 'object' && value !== null && measure.split !== null
              ? value[measure.split]
              : value
          }
          expect(row?.[columnName(measure)]).toBe(valueIn(metrics) ?? Number.NaN)
          expect(row?.[deviationColumnName(measure)]).toBe(valueIn(standardDeviation) ?? Number.NaN)
        }
      }
    }
    expect(answered).toBe(fitness.rows)
    expect(found.size).toBe(fitness.rows)
  },
)
