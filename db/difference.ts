import { type RawBuilder, sql } from 'kysely'
import type { Database } from './database.ts'

/** How the evaluations of an instance would differ after a load. */
export interface Difference {
  readonly added: number
  readonly removed: number
  /** Of the same architecture, budget and run, with another value, form or sample group. */
  readonly changed: number
  readonly unchanged: number
  /** Architectures that lose an evaluation or have one changed. */
  readonly architectures: number
}

/** Evaluations in the database, and the measures that their values stand for. */
export interface StoredEvaluations {
  readonly table: 'evaluations' | 'staged_evaluations'
  readonly ingestRunId: number
  /** As `measureName` names them. */
  readonly measures: readonly string[]
}

/** Compares evaluations by architecture, budget and run. */
export async function differenceOf(
  executor: Database['kysely'],
  before: StoredEvaluations,
  after: StoredEvaluations,
): Promise<Difference> {
  const measures = [...new Set([...before.measures, ...after.measures])]
  const isSame = before.measures.join() === after.measures.join()
  const { rows } = await sql<Difference>`
    with stored as (${evaluationsOf(before, isSame ? null : measures)}),
      loaded as (${evaluationsOf(after, isSame ? null : measures)}),
      compared as (
        select architecture_id,
          case
            when stored.is_there is null then 'added'
            when loaded.is_there is null then 'removed'
            when stored.content is distinct from loaded.content then 'changed'
            else 'unchanged'
          end as outcome
        from stored full join loaded using (architecture_id, epochs, run)
      )
    select
      count(*) filter (where outcome = 'added') as added,
      count(*) filter (where outcome = 'removed') as removed,
      count(*) filter (where outcome = 'changed') as changed,
      count(*) filter (where outcome = 'unchanged') as unchanged,
      count(distinct architecture_id) filter (where outcome in ('removed', 'changed'))
        as architectures
    from compared`.execute(executor)
  const [difference] = rows
  if (difference === undefined) throw new Error('The database compared nothing')
  return difference
}

/** Whether the load would drop or change an evaluation. */
export function losesEvaluations({ removed, changed }: Difference): boolean {
  return removed + changed > 0
}

/** @param all the measures to compare; null where both have the same, whose arrays compare faster */
function evaluationsOf(
  { table, ingestRunId, measures }: StoredEvaluations,
  all: readonly string[] | null,
): RawBuilder<unknown> {
  const values = all?.map((name) => {
    const at = measures.indexOf(name)
    return at < 0 ? sql`null::float8` : sql`measured[${sql.lit(at + 1)}]`
  }) ?? [sql`measured`]
  return sql`
    select architecture_id, epochs, run, true as is_there,
      row(form, sample_group, ${sql.join(values)}) as content
    from ${sql.table(table)} where ingest_run_id = ${sql.lit(ingestRunId)}`
}
