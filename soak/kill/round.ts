import { type Database, type DatabaseLocation, openDatabase } from '../../db/database.ts'
import { kill } from './kill.ts'
import { PHASES, type Phase, runPipeline } from './pipeline.ts'
import { reset, verifyDone, verifyKilled } from './verify.ts'

export interface RoundOutcome {
  /** Null where the process was done before it could be killed. */
  readonly phase: Phase | null
  readonly rowsAfterKill: number
  readonly rowsCompared: number
}

/** Kills and recoveries on one database, each at another moment and with other data. */
export class Rounds {
  readonly #location: DatabaseLocation
  readonly #random: () => number
  readonly #took = new Map<Phase, number>(PHASES.map((phase) => [phase, 100]))
  readonly #releases = new Map<number, string>()
  #round = 0

  constructor(location: DatabaseLocation, random: () => number = Math.random) {
    this.#location = location
    this.#random = random
  }

  /** Lets a process be killed in a phase, starts again, and counts. @throws where a row is wrong */
  async run(phase: Phase): Promise<RoundOutcome> {
    const generation = this.#round++ % 16
    if (phase === 'migration') await this.#with(reset)
    const delayMs = this.#random() * (this.#took.get(phase) ?? 0)
    const killed = await kill(this.#location, { generation, phase, delayMs })
    for (const [known, milliseconds] of killed.took) this.#took.set(known, milliseconds)
    return this.#with(async (db) => {
      const rowsAfterKill = await verifyKilled(db)
      const id = await runPipeline(db, generation)
      // Equal content has an equal id, however often it was cut off on its way.
      const before = this.#releases.get(generation) ?? id
      this.#releases.set(generation, id)
      if (id !== before) throw new Error(`Release ${id} was ${before} before`)
      return {
        phase: killed.phase,
        rowsAfterKill,
        rowsCompared: await verifyDone(db, generation, id),
      }
    })
  }

  async #with<T>(work: (db: Database) => Promise<T>): Promise<T> {
    const db = await openDatabase(this.#location)
    try {
      return await work(db)
    } finally {
      await db.close()
    }
  }
}
