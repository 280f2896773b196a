import type { RawClient } from './raw-client.ts'

/** What an attack is given. */
export interface Target {
  /** Opens a connection from a loopback address such as 127.0.0.2, which is a client of its own. */
  open(address: string): Promise<RawClient>
  /** Known module hashes, 10,000 of them. */
  readonly hashes: readonly string[]
  readonly instance: string
  /** Path of the largest model file. */
  readonly modelPath: string
}

/** What one client, or a few, can do to the service within its rate limit. */
export interface Attack {
  /** The name of its file, and of `--case`. */
  readonly name: string
  /** What the attacker does. */
  readonly title: string
  /**
   * Attacks, within bounds of count and time.
   * @returns what came of it, in a few words
   * @throws Error where a promise besides memory and latency is broken
   */
  run(target: Target): Promise<string>
}
