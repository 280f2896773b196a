/** How long a call waits for a service that is still computing what it is asked for. */
export interface WaitingOptions {
  /** Milliseconds in all for each call; 0 never. Default: 300,000. */
  readonly preparingMsMax?: number
  /** Told what is waited for, at most every ten seconds. Default: `console.warn`. */
  readonly onPreparing?: (message: string) => void
}

/** What an error says of what is being prepared; in a batch, that of an item. */
export interface Preparing {
  readonly detail: string
  /** Share that is done, 0 to 1. */
  readonly progress: number
}

const PAUSE_MS = 5000
const TELL_EVERY_MS = 10_000

/** What a JSON value says of what is being prepared; null where it is another error, or none. */
export function preparingOf(value: unknown): Preparing | null {
  if (typeof value !== 'object' || value === null) return null
  const { code, detail, progress } = value as Record<string, unknown>
  // Without a progress nobody knows whether it ends: the database may be away.
  if (code !== 'unavailable' || typeof progress !== 'number') return null
  return { detail: String(detail), progress }
}

export function pause(ms: number, signal: AbortSignal | null | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer)
      reject(signal?.reason)
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop)
      resolve()
    }, ms)
    if (signal?.aborted) stop()
    else signal?.addEventListener('abort', stop, { once: true })
  })
}

/** Waits for one call, at most as long as the options say. */
export class Waiting {
  readonly #most: number
  readonly #tell: (message: string) => void
  #waited = 0
  #toldAt = Number.NEGATIVE_INFINITY

  constructor(options: WaitingOptions = {}) {
    this.#most = options.preparingMsMax ?? 300_000
    this.#tell = options.onPreparing ?? ((message) => console.warn(message))
  }

  /**
   * @param askedMs that `Retry-After` asks for; null where it says nothing
   * @returns whether to ask again: true after a pause, false where that would be too late
   * @throws the reason of an aborted signal
   */
  async wait(
    { detail }: Preparing,
    askedMs: number | null,
    signal: AbortSignal | null | undefined,
  ): Promise<boolean> {
    const ms = askedMs ?? PAUSE_MS
    if (this.#waited + ms > this.#most) return false
    if (this.#waited - this.#toldAt >= TELL_EVERY_MS) {
      this.#toldAt = this.#waited
      const left = Math.round((this.#most - this.#waited) / 1000)
      this.#tell(`The service is not ready: ${detail} Waiting for at most ${left} s more.`)
    }
    await pause(ms, signal)
    this.#waited += ms
    return true
  }
}
