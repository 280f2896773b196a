import { DatabaseAwayError } from './database-away.ts'
import type { Session } from './session.ts'

interface Waiting {
  readonly lend: (session: Session) => void
  readonly refuse: (error: Error) => void
}

/** Lends sessions, each to one caller at a time. */
export interface Sessions {
  acquire(): Promise<Session>
  release(session: Session): void
  close(): Promise<void>
}

/** Lends at most `max` sessions, each to one caller at a time; lost ones are replaced. */
export class SessionPool implements Sessions {
  readonly #open: () => Session
  readonly #max: number
  readonly #idle: Session[] = []
  readonly #waiting: Waiting[] = []
  readonly #all = new Set<Session>()
  #isClosed = false

  constructor(open: () => Session, max: number) {
    this.#open = open
    this.#max = max
  }

  /** @throws DatabaseAwayError where the pool is closed, also while waiting */
  async acquire(): Promise<Session> {
    if (this.#isClosed) throw closed()
    for (let idle = this.#idle.pop(); idle !== undefined; idle = this.#idle.pop()) {
      if (!idle.lost) return idle
      this.#all.delete(idle)
    }
    if (this.#all.size < this.#max) return this.#create()
    return new Promise((lend, refuse) => this.#waiting.push({ lend, refuse }))
  }

  release(session: Session): void {
    if (session.lost) this.#all.delete(session)
    const next = this.#waiting.shift()
    if (next !== undefined) next.lend(session.lost ? this.#create() : session)
    else if (!session.lost && !this.#isClosed) this.#idle.push(session)
  }

  /** Gives up those that nobody uses. */
  dropIdle(): void {
    for (const session of this.#idle.splice(0)) {
      this.#all.delete(session)
      session.giveUp()
    }
  }

  /** Refuses whoever waits for a session; those that are lent are cut off by their own close. */
  async close(): Promise<void> {
    this.#isClosed = true
    for (const { refuse } of this.#waiting.splice(0)) refuse(closed())
    await Promise.all([...this.#all].map((session) => session.close()))
    this.#all.clear()
    this.#idle.length = 0
  }

  #create(): Session {
    const session = this.#open()
    this.#all.add(session)
    return session
  }
}

const closed = () => new DatabaseAwayError('The database was closed.')
