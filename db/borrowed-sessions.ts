import { DatabaseAwayError } from './database-away.ts'
import type { Session } from './session.ts'
import type { SessionPool, Sessions } from './session-pool.ts'

/** Sessions that are lent for one question, and lost where it is given up: they may be half open. */
export class BorrowedSessions implements Sessions {
  readonly #pool: SessionPool
  readonly #lent = new Set<Session>()
  #isOver = false

  constructor(pool: SessionPool) {
    this.#pool = pool
  }

  async acquire(): Promise<Session> {
    const session = await this.#pool.acquire()
    if (this.#isOver) {
      this.#pool.release(session)
      throw new DatabaseAwayError('The question was given up.')
    }
    this.#lent.add(session)
    return session
  }

  release(session: Session): void {
    this.#lent.delete(session)
    this.#pool.release(session)
  }

  /** Uses a session that is in no pool. */
  async use<T>(session: Session, work: () => Promise<T>): Promise<T> {
    this.#lent.add(session)
    try {
      return await work()
    } finally {
      this.#lent.delete(session)
    }
  }

  giveUp(): void {
    this.#isOver = true
    if (this.#lent.size === 0) return // it still waited for a session
    for (const session of this.#lent) session.giveUp()
    // Each would keep the next question waiting for just as long, if the server left them too.
    this.#pool.dropIdle()
  }

  async close(): Promise<void> {}
}
