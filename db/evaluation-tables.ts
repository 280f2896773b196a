import { sql } from 'kysely'
import type { EvaluationTable } from '../fitness/evaluation-table.ts'
import type { Measure } from '../fitness/measure.ts'
import type { Database } from './database.ts'
import { packedFloat8, packedInt4, unpackFloat8, unpackInt4 } from './packed.ts'

/** Bounds the memory of a page: so many runs, or the runs of so many architectures. */
const PAGE_RUNS = 1 << 15
const PAGE_ARCHITECTURES = 1 << 15

export interface TableQuery {
  readonly ingestRunId: number
  readonly epochs: number
  /** Number of evaluations there are. */
  readonly runs: number
  readonly measures: readonly Measure[]
  /** Size of the space. */
  readonly architectures: number
}

/** The budgets of an ingest run, ascending, with the number of evaluations at each. */
export async function budgetsOf(
  executor: Database['kysely'],
  ingestRunId: number,
): Promise<{ epochs: number; runs: number }[]> {
  return executor
    .selectFrom('evaluations')
    .select('epochs')
    .select((select) => select.fn.countAll<number>().as('runs'))
    .where('ingest_run_id', '=', ingestRunId)
    .groupBy('epochs')
    .orderBy('epochs')
    .execute()
}

/** Reads the evaluations of an ingest run at one budget, page by page in the order of the ids. */
export async function readEvaluationTable(
  executor: Database['kysely'],
  query: TableQuery,
): Promise<EvaluationTable> {
  const { epochs, runs, measures, architectures } = query
  const ids = new Uint32Array(runs)
  const forms = new Float64Array(runs)
  const values = measures.map(() => new Float64Array(runs))
  let filled = 0
  const step = runs <= PAGE_RUNS ? architectures : PAGE_ARCHITECTURES
  for (let from = 0; from < architectures && filled < runs; from += step) {
    const page = await readPage(executor, { ...query, from, to: from + step })
    ids.set(page.ids, filled)
    forms.set(page.forms, filled)
    for (const [index, column] of page.values.entries()) values[index]?.set(column, filled)
    filled += page.ids.length
  }
  if (filled !== runs) throw new Error(`Read ${filled} of ${runs} evaluations at ${epochs} epochs`)
  return { epochs, measures, ...grouped(ids), forms, values: values.map(narrowed) }
}

interface Page {
  readonly ids: Int32Array
  readonly forms: Float64Array
  readonly values: Float64Array[]
}

async function readPage(
  executor: Database['kysely'],
  { ingestRunId, epochs, measures, from, to }: TableQuery & { from: number; to: number },
): Promise<Page> {
  const packed = await executor
    .selectFrom((query) =>
      query
        .selectFrom('evaluations')
        .select(['architecture_id', 'form', 'measured'])
        .where('ingest_run_id', '=', ingestRunId)
        .where('epochs', '=', epochs)
        .where('architecture_id', '>=', from)
        .where('architecture_id', '<', to)
        .orderBy('architecture_id')
        .orderBy('run')
        .as('ordered'),
    )
    .select([
      packedInt4(sql.ref('architecture_id')).as('ids'),
      packedFloat8(sql.ref('form')).as('forms'),
      ...measures.map((_, index) =>
        packedFloat8(sql`measured[${sql.lit(index + 1)}]`).as(`value${index}`),
      ),
    ])
    .executeTakeFirstOrThrow()
  const columns: Record<string, Uint8Array | null> = packed
  return {
    ids: unpackInt4(packed.ids),
    forms: unpackFloat8(packed.forms),
    values: measures.map((_, index) => unpackFloat8(columns[`value${index}`] ?? null)),
  }
}

function grouped(ids: Uint32Array): Pick<EvaluationTable, 'architectureIds' | 'runStarts'> {
  const architectureIds = new Uint32Array(ids.length)
  const runStarts = new Uint32Array(ids.length + 1)
  let rows = 0
  let previous = -1
  for (let run = 0; run < ids.length; run++) {
    const id = ids[run] ?? 0
    if (id < previous) throw new Error('The database gave evaluations out of order')
    if (id === previous) continue
    architectureIds[rows] = id
    runStarts[rows] = run
    rows++
    previous = id
  }
  runStarts[rows] = ids.length
  return {
    architectureIds: architectureIds.slice(0, rows),
    runStarts: runStarts.slice(0, rows + 1),
  }
}

function narrowed(column: Float64Array): Float64Array | Float32Array {
  for (const value of column) if (!Object.is(Math.fround(value), value)) return column
  return new Float32Array(column)
}
