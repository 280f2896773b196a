import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
  type TransactionSettings,
} from 'kysely'
import type { Schema } from './schema.ts'
import type { CopyChunks, Session } from './session.ts'
import type { Sessions } from './session-pool.ts'

/** As the only parameter of a `copy … from stdin` statement: what is to be copied. */
export class CopyParameter {
  readonly chunks: CopyChunks

  constructor(chunks: CopyChunks) {
    this.chunks = chunks
  }
}

/** As the only parameter of a `copy … to stdout` statement: who takes what is copied. */
export class CopyOutParameter {
  readonly onChunk: (chunk: Uint8Array) => void

  constructor(onChunk: (chunk: Uint8Array) => void) {
    this.onChunk = onChunk
  }
}

/** Queries over a pool of sessions. */
export function kyselyOver(pool: Sessions): Kysely<Schema> {
  return new Kysely<Schema>({ dialect: sessionDialect(pool) })
}

/** Kysely over a pool of sessions, the same for a Postgres server and for embedded PGlite. */
function sessionDialect(pool: Sessions): Dialect {
  return {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new SessionDriver(pool),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  }
}

class SessionDriver implements Driver {
  readonly #pool: Sessions

  constructor(pool: Sessions) {
    this.#pool = pool
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<SessionConnection> {
    return new SessionConnection(await this.#pool.acquire())
  }

  async beginTransaction(
    { session }: SessionConnection,
    { isolationLevel, accessMode }: TransactionSettings,
  ): Promise<void> {
    const isolation = isolationLevel === undefined ? '' : ` isolation level ${isolationLevel}`
    await session.query(`start transaction${isolation} ${accessMode ?? ''}`, [])
  }

  async commitTransaction({ session }: SessionConnection): Promise<void> {
    await session.query('commit', [])
  }

  async rollbackTransaction({ session }: SessionConnection): Promise<void> {
    // The server rolls back by itself, and the first error must not be hidden by a second.
    if (!session.lost) await session.query('rollback', [])
  }

  async releaseConnection({ session }: SessionConnection): Promise<void> {
    this.#pool.release(session)
  }

  async destroy(): Promise<void> {
    await this.#pool.close()
  }
}

class SessionConnection implements DatabaseConnection {
  readonly session: Session

  constructor(session: Session) {
    this.session = session
  }

  async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    const [first] = parameters
    if (first instanceof CopyParameter) {
      await this.session.copyIn(sql, first.chunks)
      return { rows: [] }
    }
    if (first instanceof CopyOutParameter) {
      await this.session.copyOut(sql, first.onChunk)
      return { rows: [] }
    }
    const { rows, affectedRows } = await this.session.query(sql, parameters)
    // The row type is what the query builder worked out from the schema.
    return { rows: rows as R[], numAffectedRows: BigInt(affectedRows) }
  }

  streamQuery(): never {
    throw new Error('Queries are not streamed here; read page by page, by key')
  }
}
