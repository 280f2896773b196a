import { Gate } from './gate.ts'
import { HEAVY_MAX, HEAVY_WAIT_MS_MAX, HEAVY_WAITING_MAX, RATE_HEAVY_UNITS } from './limits.ts'
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
}

export const DEFAULT_SETTINGS: Settings = { rateLimit: null, trustedProxies: 0 }

/** Architectures whose fitness was answered. */
export interface AnswerCounts {
  tabular: number
  surrogate: number
  world: number
}

/** What the requests of one service share. */
export interface Service {
  readonly settings: Settings
  /** Of operations that keep the processor. */
  readonly heavy: Gate
  /** Of answers that are streamed. */
  readonly streams: Streams
  /** @param instance one that the release has: its id becomes a label */
  answersOf(instance: string): AnswerCounts
}

export function openService(
  settings: Settings = DEFAULT_SETTINGS,
  answersOf: Service['answersOf'] = () => ({ tabular: 0, surrogate: 0, world: 0 }),
): Service {
  return {
    settings,
    heavy: new Gate({
      atOnce: HEAVY_MAX,
      waiting: HEAVY_WAITING_MAX,
      waitMs: HEAVY_WAIT_MS_MAX,
    }),
    streams: new Streams(),
    answersOf,
  }
}

interface Shared {
  readonly service: Service
  charge(units: number): void
  hasLeft(): boolean
}

/** Does what an operation does, heavy ones in turn; what is not heavy never waits. */
export function inTurn<T>(
  isHeavy: boolean,
  shared: Shared,
  work: () => T | Promise<T>,
): T | Promise<T> {
  if (!isHeavy) return work()
  shared.charge(RATE_HEAVY_UNITS)
  return shared.service.heavy.run(work, () => shared.hasLeft())
}
