import { createHash } from 'node:crypto'
import { BorrowedSessions } from './borrowed-sessions.ts'
import { connectionUrl } from './connection-url.ts'
import type { Borrowed, Database } from './database.ts'
import { postgresSession } from './postgres-session.ts'
import type { Session } from './session.ts'
import { kyselyOver } from './session-dialect.ts'
import { SessionPool } from './session-pool.ts'

const SESSIONS_MAX = 10
const POSTGRES_VERSION_MIN = 15

/** Opens a database on a Postgres server, as `openDatabase` does. */
export async function openPostgres(text: string): Promise<Database> {
  const url = connectionUrl(text)
  const pool = new SessionPool(() => postgresSession(url), SESSIONS_MAX)
  const own = new Set<Session>()
  const letGo = async (session: Session) => {
    own.delete(session)
    await session.close()
  }
  const close = async () => {
    await Promise.all([...own].map((session) => session.close()))
    await pool.close()
  }
  try {
    await assertVersion(pool)
  } catch (error) {
    await close()
    throw error
  }
  const borrow = (): Borrowed => {
    const sessions = new BorrowedSessions(pool)
    // A session of its own, as long-lived as what was begun with it: a lock, or listening.
    const begin = async (work: (session: Session) => Promise<unknown>) => {
      const session = postgresSession(url)
      own.add(session)
      try {
        await sessions.use(session, () => work(session))
      } catch (error) {
        await letGo(session)
        throw error
      }
      return session
    }
    const db: Database = {
      kind: 'postgres',
      kysely: kyselyOver(sessions),
      async lock(name) {
        const key = [lockKey(name)]
        const session = await begin((one) => one.query('select pg_advisory_lock($1::bigint)', key))
        return () => letGo(session)
      },
      async listen(channel, onNotice) {
        const session = await begin((one) => one.listen(channel, onNotice))
        return {
          get lost() {
            return session.lost
          },
          close: () => letGo(session),
        }
      },
      borrow,
      unload: async () => {},
      close,
    }
    return { db, giveUp: () => sessions.giveUp() }
  }
  return borrow().db
}

async function assertVersion(pool: SessionPool): Promise<void> {
  const session = await pool.acquire()
  const { rows } = await session.query(
    "select current_setting('server_version_num')::int / 10000 as version",
    [],
  )
  pool.release(session)
  const [first] = rows as { version: number }[]
  if (first !== undefined && first.version >= POSTGRES_VERSION_MIN) return
  throw new Error(
    `The Postgres server has version ${first?.version}; ${POSTGRES_VERSION_MIN} or newer is needed.`,
  )
}

function lockKey(name: string): string {
  const digest = createHash('sha256').update(`eo-nas-bench ${name}`).digest()
  return digest.readBigInt64BE().toString()
}
