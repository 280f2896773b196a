import { operations } from '../../api/operations/operations.ts'
import { settle } from '../../api/operations/run-cooperatively.ts'
import { measureName } from '../../fitness/measure.ts'
import { describedPredictions } from '../../release/described-predictions.ts'
import { cellOfForm, formOf, matrixOf, operationsOf } from '../../space/cell.ts'
import { complexity } from '../../space/complexity.ts'
import type { Space } from '../../space/space.ts'
import { contextFor } from '../support/served.ts'
import { VECTOR_INSTANCE, VECTOR_SHAPE, vectorRelease } from './fitness-problem.ts'

function requests(hashes: readonly string[]) {
  const architectures = [
    ...hashes.map((hash) => ({ hash })),
    { hash: 'f'.repeat(32) },
    { hash: 'zz' },
    {
      matrix: [
        [0, 0],
        [0, 0],
      ],
      operations: ['input', 'output'],
    },
  ]
  const some = architectures.slice(0, 6)
  return [
    {},
    { halfway: true },
    { source: 'tabular' },
    { source: 'tabular', epochs: 36 },
    { source: 'surrogate' },
    { epochs: 12 },
    { epochs: 36 },
    { epochs: 36, source: 'surrogate' },
    ...[0, 1, 2, 3].map((run) => ({ run })),
    { run: 0, source: 'surrogate' },
    { run: 1, halfway: true },
    ...[0, 1, 4_294_967_295].map((seed) => ({ run: 'random', seed })),
    ...[0, 1, 4_294_967_295].map((seed) => ({ run: 'random', seed, source: 'surrogate' })),
    { run: 'random', seed: 5, epochs: 12, halfway: true },
    { deviation: 'run' },
    ...['mean', 'truth'].flatMap((deviation) => [
      { deviation },
      { deviation, source: 'surrogate' },
      { deviation, epochs: 12, run: 'random', seed: 7 },
      { deviation, halfway: true },
    ]),
  ].map((selection, at) => ({
    instance: VECTOR_INSTANCE.id,
    ...selection,
    architectures: at === 0 ? architectures : some.concat(architectures.slice(6, 8)),
  }))
}

/** Rows of an instance and what the service answers about them. */
export async function fitnessVectors(space: Space) {
  const { ids, loaded, release } = vectorRelease(space)
  const context = contextFor({ space, release })
  const hashes = ids.map((id) => space.hashOf(id))
  const { getInstance, query } = operations
  const ask = async (request: object) => settle(query.handle(context, query.input.parse(request)))
  return {
    release: release.id,
    instance: await getInstance.handle(context, { instance: VECTOR_INSTANCE.id }),
    architectures: ids.map((architectureId) => {
      const cell = space.cellOf(architectureId)
      return {
        architectureId,
        hash: space.hashOf(architectureId),
        matrix: matrixOf(cell),
        operations: operationsOf(cell),
        ...complexity(cell, VECTOR_SHAPE),
      }
    }),
    evaluations: loaded.tables.flatMap(({ epochs, architectureIds, runStarts, ...table }) =>
      [...architectureIds].flatMap((architectureId, row) => {
        const from = runStarts[row] as number
        const to = runStarts[row + 1] as number
        return Array.from({ length: to - from }, (_, run) => {
          const form = table.forms[from + run] as number
          const cell = cellOfForm(Number.isNaN(form) ? formOf(space.cellOf(architectureId)) : form)
          const value = (at: number) => table.values[at]?.[from + run] ?? Number.NaN
          return {
            architectureId,
            epochs,
            run,
            ...complexity(cell, VECTOR_SHAPE),
            // NaN, a missing value, is null in JSON.
            values: Object.fromEntries(
              table.measures.map((measure, at) => [measureName(measure), value(at)]),
            ),
          }
        })
      }),
    ),
    predictions: (loaded.surrogate?.predictions ?? []).flatMap((table) =>
      ids.map((architectureId) => {
        const named = (columns: readonly Float32Array[]) =>
          Object.fromEntries(
            table.measures.map((measure, at) => [
              measureName(measure),
              columns[at]?.[architectureId],
            ]),
          )
        return {
          architectureId,
          epochs: table.epochs,
          nearestMeasured: table.nearestMeasured[architectureId],
          means: named(table.means),
          standardDeviations: named(table.standardDeviations),
        }
      }),
    ),
    predictive: describedPredictions(loaded.surrogate?.predictions ?? []),
    queries: await Promise.all(
      requests(hashes).map(async (request) => ({ request, response: await ask(request) })),
    ),
  }
}
