import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `create table preparation (
        singleton boolean primary key default true check (singleton),
        progress jsonb not null,
        updated_at timestamptz not null default now()
      )`,
    )
    .execute(db)
}
