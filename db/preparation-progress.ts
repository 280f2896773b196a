import { sql } from 'kysely'
import { z } from 'zod'
import type { Database } from './database.ts'

/** How far the server that computes predictions is, for those that wait for them. */
export const PreparationProgress = z.object({
  /** Share of the architectures that are predicted, 0 to 1. */
  progress: z.number().min(0).max(1),
  /** Which predictions. */
  pending: z.array(
    z.object({ surrogate: z.string(), instance: z.string(), epochs: z.array(z.number()) }),
  ),
})
export type PreparationProgress = z.infer<typeof PreparationProgress>

const UNDEFINED_TABLE = '42P01'
const PERMISSION_DENIED = '42501'

/** Null: nothing is computed any more. */
export async function storeProgress(
  db: Database,
  progress: PreparationProgress | null,
): Promise<void> {
  if (progress === null) {
    await db.kysely.deleteFrom('preparation').execute()
    return
  }
  const row = { progress, updated_at: sql<Date>`now()` }
  await db.kysely
    .insertInto('preparation')
    .values(row)
    .onConflict((conflict) => conflict.column('singleton').doUpdateSet(row))
    .execute()
}

/**
 * Null if nothing is computed, or if the server that computes has stored nothing for a minute: it may
 * have ended. Null too if the schema is older or cannot be read.
 */
export async function readProgress(db: Database): Promise<PreparationProgress | null> {
  try {
    const row = await db.kysely
      .selectFrom('preparation')
      .select('progress')
      .where('updated_at', '>', sql<Date>`now() - interval '1 minute'`)
      .executeTakeFirst()
    return row === undefined ? null : PreparationProgress.parse(row.progress)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null
    if (code === UNDEFINED_TABLE || code === PERMISSION_DENIED) return null
    throw error
  }
}
