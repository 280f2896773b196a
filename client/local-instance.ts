import type { EvaluationTable } from '../fitness/evaluation-table.ts'
import type { PackedPredictions } from '../fitness/packed-predictions.ts'
import type { ReleasedInstance } from '../fitness/release.ts'
import type { Space } from '../space/space.ts'
import { memoized } from './memoized.ts'
import type { FileBytes } from './release-files.ts'
import type { ListedInstance } from './release-manifest.ts'
import { type Budgets, evaluationTables, predictionTables } from './release-tables.ts'

/** One instance of a release in files, read budget by budget. */
export interface LocalInstance {
  /** With evaluations or predictions, ascending. */
  readonly epochs: readonly number[]
  /** What was measured, without which the instance cannot be described. */
  readEvaluations(): Promise<void>
  /** What answers at one budget; nothing where there is no such budget. */
  readBudget(epochs: number): Promise<void>
  /** What was read so far. */
  loaded(): ReleasedInstance<PackedPredictions>
}

/** An instance of which nothing was read. */
export function unreadInstance({
  surrogate,
  ...listed
}: ListedInstance): ReleasedInstance<PackedPredictions> {
  const { instance, completeness, sources } = listed
  const predicted = surrogate && {
    id: surrogate.id,
    sha256: surrogate.sha256,
    predictions: [],
    withheld: surrogate.withheld,
  }
  return { instance, completeness, sources, tables: [], surrogate: predicted }
}

const evaluationsName = (id: string) => `${id}.evaluations.parquet`
const predictionsName = (id: string) => `${id}.predictions.parquet`

/** Names of the files that an instance is read from. */
export function tableFiles({ id, completeness, surrogate }: ListedInstance): string[] {
  return [
    ...(completeness === 'none' ? [] : [evaluationsName(id)]),
    ...(surrogate === null ? [] : [predictionsName(id)]),
  ]
}

const NO_BUDGETS: Budgets<never> = { epochs: [], tableAt: async () => null }

interface Read<Table> {
  readonly tables: Table[]
  readonly at: (epochs: number) => Promise<void>
}

function reading<Table extends { readonly epochs: number }>(
  budgets: Budgets<Table>,
  onRead: () => void,
): Read<Table> {
  const tables: Table[] = []
  const at = memoized(async (epochs: number) => {
    const table = await budgets.tableAt(epochs)
    if (table === null) return
    tables.push(table)
    tables.sort((left, right) => left.epochs - right.epochs)
    onRead()
  })
  return { tables, at }
}

interface Reading {
  fileOf(name: string): Promise<{ where: string; bytes: FileBytes }>
  /** Told of each table that was read. */
  onRead(): void
}

/** Opens the tables of an instance. @throws DamagedFileError */
export async function openLocalInstance(
  listed: ListedInstance,
  space: Space,
  { fileOf, onRead }: Reading,
): Promise<LocalInstance> {
  const { id, instance, completeness, surrogate } = listed
  const file = async (name: string) => ({ ...(await fileOf(name)), instance })
  const measured: Budgets<EvaluationTable> =
    completeness === 'none' ? NO_BUDGETS : await evaluationTables(await file(evaluationsName(id)))
  const predicted: Budgets<PackedPredictions> =
    surrogate === null
      ? NO_BUDGETS
      : await predictionTables(await file(predictionsName(id)), surrogate.predictions, space.size)
  const evaluations = reading(measured, onRead)
  const predictions = reading(predicted, onRead)
  const unread = unreadInstance(listed)
  return {
    epochs: [...new Set([...measured.epochs, ...predicted.epochs])].sort((a, b) => a - b),
    readEvaluations: async () => {
      for (const epochs of measured.epochs) await evaluations.at(epochs)
    },
    readBudget: async (epochs) => {
      await evaluations.at(epochs)
      await predictions.at(epochs)
    },
    loaded: () => ({
      ...unread,
      tables: [...evaluations.tables],
      surrogate: unread.surrogate && {
        ...unread.surrogate,
        predictions: [...predictions.tables],
      },
    }),
  }
}
