import type { Database, Listening } from '../db/database.ts'
import { isDatabaseAway } from '../db/database-away.ts'
import { currentReleaseId } from '../db/load-release.ts'
import { onRelease } from '../db/release-notices.ts'
import { withDeadline } from './deadline.ts'

export interface WatchOptions {
  /**
   * Called with the current release whenever it has changed, one after the other, and with the
   * database to read it from, whose connections are given up after `loadMs`.
   */
  readonly onCurrent: (releaseId: string, db: Database) => Promise<void>
  /** Told of each look that failed; the watcher looks again by itself. */
  readonly onError: (error: unknown) => void
  /**
   * Told of a release with which `onCurrent` failed though the database answers, once for each reason.
   * The watcher gives it again by itself, ever less often; another one at once.
   */
  readonly onRefused: (releaseId: string, error: unknown) => void
  /** Told that the database answers again after a look that failed. */
  readonly onRecovery?: () => void
  /** Milliseconds between two looks without a notice; default 10,000. */
  readonly pollMs?: number
  /** Milliseconds to the next look after a failure, the first time also of a release; default 2,000. */
  readonly retryMs?: number
  /** Milliseconds that the database may take to answer; default 5,000. */
  readonly timeoutMs?: number
  /** Milliseconds that `onCurrent` may take; default 10 minutes. */
  readonly loadMs?: number
}

export interface Watcher {
  /** Ends after the look under way. */
  close(): Promise<void>
}

const REFUSED_MS_MAX = 5 * 60_000
const LOAD_MS = 10 * 60_000

/** A release that could not be taken up, and why. */
interface Refused {
  readonly id: string
  readonly reason: string
  readonly waitMs: number
  readonly until: number
}

/**
 * Follows the current release: looks at once, at each notice of a publication, and every `pollMs`,
 * so that a notice that got lost does not matter.
 */
export function watchReleases(db: Database, options: WatchOptions): Watcher {
  const { onCurrent, onError, timeoutMs } = options
  const { pollMs = 10_000, retryMs = 2000, loadMs = LOAD_MS } = options
  let closed = false
  let noticed = false
  let wake = () => {}
  let listening: Listening | null = null
  let last: string | null = null
  let failed = false
  let refused: Refused | null = null

  const notice = () => {
    noticed = true
    wake()
  }
  const look = async () => {
    if (listening?.lost === true) listening = null
    // Before the look, so that no publication falls between the two. A replica cannot listen.
    listening ??= await listenInTime(db, notice, timeoutMs)
    const id = await withDeadline(db, currentReleaseId, timeoutMs)
    if (id === null) return
    if (id !== refused?.id) refused = null
    if (id === last || (refused !== null && performance.now() < refused.until)) return
    try {
      await withDeadline(db, (own) => onCurrent(id, own), loadMs)
      last = id
      refused = null
    } catch (error) {
      if (isDatabaseAway(error)) throw error
      recovered()
      if (!closed) refuse(id, error)
    }
  }
  const recovered = () => {
    if (failed) options.onRecovery?.()
    failed = false
  }
  const refuse = (id: string, error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error)
    if (refused?.reason !== reason) options.onRefused(id, error)
    const waitMs = refused === null ? retryMs : Math.min(2 * refused.waitMs, REFUSED_MS_MAX)
    refused = { id, reason, waitMs, until: performance.now() + waitMs }
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
        recovered()
      } catch (error) {
        failed = true
        if (!closed) onError(error)
      }
      const untilRefused = refused === null ? pollMs : refused.until - performance.now()
      await pause(failed ? retryMs : Math.min(pollMs, untilRefused))
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
  db: Database,
  notice: () => void,
  timeoutMs: number | undefined,
): Promise<Listening | null> {
  let opening: Promise<Listening> | undefined
  try {
    return await withDeadline(
      db,
      (own) => {
        opening = onRelease(own, notice)
        return opening
      },
      timeoutMs,
    )
  } catch {
    opening?.then((late) => late.close()).catch(() => {})
    return null
  }
}
