import type { EvaluationTable } from '../../fitness/evaluation-table.ts'
import { Instance } from '../../fitness/instance.ts'
import { measuresOf } from '../../fitness/measure.ts'

/** Made up, with an accuracy on two splits and a time. */
export const TEST_INSTANCE = Instance.parse({
  id: 'made-up',
  title: 'Made up for tests',
  dataset: 'none',
  sensor: 'none',
  input: { height: 32, width: 32, channels: 10 },
  classes: 17,
  protocol: 'none',
  metrics: [
    {
      name: 'overallAccuracy',
      splits: ['validation', 'test'],
      unit: 'fraction',
      direction: 'maximize',
      description: 'Made up',
    },
    { name: 'trainingTimeS', splits: [], unit: 'second', direction: 'minimize', description: 'x' },
  ],
  citation: 'none',
})

/** A table of the measures of the test instance: rows of an id and its runs' values. */
export function tableOf(
  epochs: number,
  rows: readonly (readonly [id: number, ...runs: (readonly number[])[]])[],
): EvaluationTable {
  const measures = measuresOf(TEST_INSTANCE)
  const runs = rows.flatMap(([, ...own]) => own)
  const runStarts = [0]
  for (const [, ...own] of rows) runStarts.push((runStarts.at(-1) ?? 0) + own.length)
  return {
    epochs,
    measures,
    architectureIds: Uint32Array.from(rows, ([id]) => id),
    runStarts: Uint32Array.from(runStarts),
    forms: new Float64Array(runs.length).fill(Number.NaN),
    values: measures.map((_, at) => Float64Array.from(runs, (run) => run[at] ?? Number.NaN)),
  }
}
