import { type Kysely, sql } from 'kysely'

const STATEMENTS = [
  `create table ingest_runs (
    ingest_run_id integer generated always as identity primary key,
    source text not null,
    instance_id text not null,
    state text not null default 'loading'
      check (state in ('loading', 'complete', 'superseded', 'failed')),
    completeness text not null check (completeness in ('complete', 'partial')),
    fingerprint text not null check (fingerprint ~ '^[0-9a-f]{64}$'),
    descriptor jsonb not null check (descriptor ->> 'id' = instance_id),
    parser_version integer not null,
    attempt integer not null default 1,
    position bigint not null default 0 check (position >= 0),
    accepted bigint not null default 0 check (accepted >= 0),
    rejected bigint not null default 0 check (rejected >= 0),
    started_at timestamptz not null default now(),
    finished_at timestamptz,
    failure text,
    check ((state = 'loading') = (finished_at is null)),
    check ((state = 'failed') = (failure is not null))
  )`,
  `create unique index ingest_runs_one_loading on ingest_runs (instance_id)
    where state = 'loading'`,
  `create unique index ingest_runs_one_complete on ingest_runs (instance_id)
    where state = 'complete'`,
  `create table ingest_run_sources (
    ingest_run_id integer not null references ingest_runs on delete cascade,
    ordinal smallint not null check (ordinal >= 0),
    sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
    name text not null,
    size_bytes bigint not null check (size_bytes >= 0),
    url text,
    title text not null,
    licence text not null,
    attribution text,
    primary key (ingest_run_id, ordinal)
  )`,
  // Widest first, so that no padding lies between the columns of millions of rows. No foreign key to
  // ingest_runs: it takes half of the time of a load, and runs are never deleted.
  `create table evaluations (
    form bigint check (form >= 0),
    ingest_run_id integer not null,
    architecture_id integer not null check (architecture_id between 0 and 423623),
    epochs smallint not null check (epochs > 0),
    run smallint not null check (run >= 0),
    source_file smallint not null check (source_file >= 0),
    sample_group smallint check (sample_group >= 0),
    measured double precision[] not null,
    primary key (ingest_run_id, epochs, architecture_id, run)
  )`,
  `create table releases (
    release_id text primary key check (release_id ~ '^r[0-9a-f]{12}$'),
    published_at timestamptz not null default now(),
    manifest text not null
  )`,
  `create table release_surrogates (
    release_id text not null references releases on delete cascade,
    instance_id text not null,
    surrogate_id text not null,
    sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
    predictions_version integer not null check (predictions_version > 0),
    primary key (release_id, instance_id)
  )`,
  'create index release_surrogates_by_model on release_surrogates (sha256)',
  `create table release_columns (
    digest text primary key check (digest ~ '^[0-9a-f]{64}$'),
    bytes bytea not null
  )`,
  // Numbers hardly compress; without the attempt they are read and written several times faster.
  'alter table release_columns alter column bytes set storage external',
  `create table current_release (
    singleton boolean primary key default true check (singleton),
    release_id text not null references releases,
    inputs text not null
  )`,
  `create table preparation (
    singleton boolean primary key default true check (singleton),
    progress jsonb not null,
    updated_at timestamptz not null default now()
  )`,
  // Pruning alone deletes releases; it says so by this setting for its own transaction.
  `create function refuse_change() returns trigger language plpgsql as $$
    begin
      if tg_op = 'DELETE' and current_setting('eo_nas_bench.prunes', true) = 'on' then
        return null;
      end if;
      raise exception 'A release never changes: % is not allowed on %', tg_op, tg_table_name;
    end
  $$`,
  `create trigger releases_never_change before update or delete or truncate on releases
    for each statement execute function refuse_change()`,
  `create trigger release_surrogates_never_change
    before update or delete or truncate on release_surrogates
    for each statement execute function refuse_change()`,
  `create trigger release_columns_never_change before update or delete or truncate on release_columns
    for each statement execute function refuse_change()`,
]

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}
