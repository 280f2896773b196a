import type { Session } from './session.ts'

/** Lends at most `max` sessions, each to one caller at a time; lost ones are replaced. */
export class SessionPool {
  readonly #open: () => Session
  readonly #max: number
  readonly #idle: Session[] = []
  readonly #waiting: ((session: Session) => void)[] = []
  readonly #all = new Set<Session>()

  constructor(open: () => Session, max: number) {
    this.#open = open
    this.#max = max
  }

  async acquire(): Promise<Session> {
    for (let idle = this.#idle.pop(); idle !== undefined; idle = this.#idle.pop()) {
      if (!idle.lost) return idle
      this.#all.delete(idle)
    }
    if (this.#all.size < this.#max) return this.#create()
    return new Promise((resolve) => this.#waiting.push(resolve))
  }

  release(session: Session): void {
    if (session.lost) this.#all.delete(session)
    const next = this.#waiting.shift()
    if (next !== undefined) next(session.lost ? this.#create() : session)
    else if (!session.lost) this.#idle.push(session)
  }

  async close(): Promise<void> {
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
