import type { AnswerCounts } from '../operations/context.ts'
import type { Limits } from '../operations/schemas/limits.ts'
import { Gate } from './gate.ts'
import { heldBytes } from './held-bytes.ts'
import { HEAVY_MAX, HEAVY_WAIT_MS_MAX, HEAVY_WAITING_MAX } from './limits.ts'
import { jsonLog, type Log } from './log.ts'
import type { Shares } from './shares.ts'
import { statedLimits } from './stated-limits.ts'
import { Streams } from './streams.ts'

/**
 * Whose word on the client's address is taken: nobody's (0); that of so many proxies in a row, each of
 * which appends to X-Forwarded-For; or that of the proxy that sets the header of this name.
 */
export type TrustedProxies = number | string

/** What whoever runs the service decides of its conventions. */
export interface Settings {
  /** Units a window and client; 0: as many as they like; null: the service's own default. */
  readonly rateLimit: number | null
  readonly trustedProxies: TrustedProxies
  /** Where clients find the service, without a slash at the end; null: where the request was sent to. */
  readonly publicUrl: string | null
}

export const DEFAULT_SETTINGS: Settings = { rateLimit: null, trustedProxies: 0, publicUrl: null }

/** What the requests of one service share. */
export interface Service {
  readonly settings: Settings
  readonly log: Log
  /** Of operations that keep the processor. */
  readonly heavy: Gate
  /** Of bodies and answers in memory. */
  readonly held: Shares
  /** Of answers that are streamed, and of files. */
  readonly streams: Streams
  /** By instance. */
  readonly answerCounts: Map<string, AnswerCounts>
  readonly limits: Limits
}

export function openService(settings: Settings = DEFAULT_SETTINGS, log: Log = jsonLog()): Service {
  return {
    settings,
    log,
    heavy: new Gate({
      atOnce: HEAVY_MAX,
      waiting: HEAVY_WAITING_MAX,
      waitMs: HEAVY_WAIT_MS_MAX,
    }),
    held: heldBytes(),
    streams: new Streams(),
    answerCounts: new Map(),
    limits: statedLimits(settings),
  }
}
