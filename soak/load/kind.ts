import type { Random } from './random.ts'

/** One request of the load, and how it must be answered. */
export interface LoadRequest {
  readonly bytes: Uint8Array
  readonly status: number
}

/** Requests of one kind. */
export interface Kind {
  readonly name: string
  /** How many of a million are of this kind. */
  readonly perMillion: number
  /** Whether its latencies are watched for drift: it takes under a millisecond by itself. */
  readonly isLight: boolean
  make(random: Random): LoadRequest
}
