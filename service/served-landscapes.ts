import { ApiError } from '../api/operations/errors.ts'
import type { LandscapeAccess } from '../api/operations/landscape-access.ts'
import type { Release } from '../fitness/release.ts'
import { keptLandscapes, type Landscapes } from '../release/kept-landscapes.ts'
import { messageOf } from '../report/message-of.ts'
import type { Reporter } from '../report/reporter.ts'
import type { Space } from '../space/space.ts'
import { computeLandscapes } from './compute-landscapes.ts'

const FAILED =
  'The landscapes of this release could not be computed; the log of the service says why.'

export interface LandscapeSettings {
  readonly dataFolder: string
  readonly reporter: Reporter
  readonly signal: AbortSignal
}

interface Computed {
  readonly release: string
  readonly landscapes: Landscapes | 'failed'
}

/** The landscapes of the release that is served: kept in the data folder, or being computed. */
export class ServedLandscapes {
  readonly #settings: LandscapeSettings
  #computed: Computed | null = null
  #progress = 0
  #working: Promise<void> = Promise.resolve()

  constructor(settings: LandscapeSettings) {
    this.#settings = settings
  }

  /** What requests ask that were given this release. */
  access(release: string): LandscapeAccess {
    return {
      landscapesOf: async (instance) => {
        const { release: id, landscapes } = this.#computed ?? {}
        if (id !== release || landscapes === undefined) throw this.#unfinished()
        if (landscapes === 'failed') throw new ApiError('unavailable', FAILED)
        return landscapes.get(instance) ?? null
      },
    }
  }

  #unfinished(): ApiError {
    const progress = Math.floor(100 * this.#progress) / 100
    const percent = Math.round(100 * progress)
    const detail = `Landscapes are being computed: ${percent} %; try again later.`
    return new ApiError('unavailable', detail, { progress })
  }

  /**
   * Reads what is kept of a release, or computes it; one release at a time.
   * @param stored asked for the release where it has to be computed; null where it is served no more
   * @returns when that is done; a failure is logged, and later callers get it
   */
  ensure(id: string, space: Space, stored: () => Promise<Release | null>): Promise<void> {
    this.#working = this.#working.then(async () => {
      if (this.#computed?.release === id || this.#settings.signal.aborted) return
      const landscapes = await this.#landscapesOf(id, space, stored)
      if (landscapes !== null) this.#computed = { release: id, landscapes }
    })
    return this.#working
  }

  async #landscapesOf(id: string, space: Space, stored: () => Promise<Release | null>) {
    const { dataFolder, reporter, signal } = this.#settings
    try {
      const kept = await keptLandscapes(dataFolder, id)
      if (kept !== null) return kept
      const release = await stored()
      if (release?.id !== id) return null // another one is served by now, and asked for next
      this.#progress = 0
      const started = performance.now()
      const onProgress = (share: number) => {
        this.#progress = share
      }
      const count = await computeLandscapes(release, space, { dataFolder, signal, onProgress })
      const seconds = Math.round((performance.now() - started) / 1000)
      reporter.info(`${count} landscapes of release ${id} were computed in ${seconds} s`)
      return (await keptLandscapes(dataFolder, id)) ?? ('failed' as const)
    } catch (error) {
      if (signal.aborted) return null
      reporter.info(`The landscapes of release ${id} are missing: ${messageOf(error)}`)
      return 'failed' as const
    }
  }
}
