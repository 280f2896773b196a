import type { Database, Listening } from '../db/database.ts'
import { onRelease } from '../db/release-notices.ts'
import { currentReleaseId } from '../db/releases.ts'
import { withDeadline } from './deadline.ts'

export interface WatchOptions {
  /** Called with the current release whenever it has changed, one after the other. */
  readonly onCurrent: (releaseId: string) => Promise<void>
  /** Told of each failure; the watcher tries again by itself. */
  readonly onError: (error: unknown) => void
  /** Told that the database answers again after a failure. */
  readonly onRecovery?: () => void
  /** Milliseconds between two looks without a notice; default 10,000. */
  readonly pollMs?: number
  /** Milliseconds to the next look after a failure; default 2,000. */
  readonly retryMs?: number
  /** Milliseconds that the database may take to answer; default 5,000. */
  readonly patienceMs?: number
}

export interface Watcher {
  /** Ends after the look under way. */
  close(): Promise<void>
}

/**
 * Follows the current release: looks at once, at each notice of a publication, and every `pollMs`,
 * so that a notice that got lost does not matter.
 */
export function watchReleases(db: Database, options: WatchOptions): Watcher {
  const { onCurrent, onError, pollMs = 10_000, retryMs = 2000, patienceMs } = options
  let closed = false
  let noticed = false
  let wake = () => {}
  let listening: Listening | null = null
  let last: string | null = null
  let failed = false

  const notice = () => {
    noticed = true
    wake()
  }
  const look = async () => {
    if (listening?.lost === true) listening = null
    // Before the look, so that no publication falls between the two. A replica cannot listen.
    listening ??= await listenInTime(() => onRelease(db, notice), patienceMs)
    const id = await withDeadline(() => currentReleaseId(db), patienceMs)
    if (failed) options.onRecovery?.()
    failed = false
    if (id === null || id === last) return
    await onCurrent(id)
    last = id
  }
  const pause = (milliseconds: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, noticed || closed ? 0 : milliseconds)
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  const run = async () => {
    while (!closed) {
      noticed = false
      try {
        await look()
      } catch (error) {
        failed = true
        if (!closed) onError(error)
      }
      await pause(failed ? retryMs : pollMs)
    }
    await listening?.close().catch(() => {})
  }
  const running = run()
  return {
    async close() {
      closed = true
      wake()
      await running
    },
  }
}

/** Null where nobody may listen, or where it takes too long; what comes too late is let go. */
async function listenInTime(
  listen: () => Promise<Listening>,
  patienceMs: number | undefined,
): Promise<Listening | null> {
  const opening = listen()
  try {
    return await withDeadline(() => opening, patienceMs)
  } catch {
    opening.then((late) => late.close()).catch(() => {})
    return null
  }
}
