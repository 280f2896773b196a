import { limitedClient } from './client-address.ts'
import type { Exchange } from './exchange.ts'
import { Holding } from './held-bytes.ts'

/**
 * Counts the bytes that an exchange holds in memory, in place of those that it held before, until its
 * answer is sent or its connection closes.
 * @throws ApiError `rate_limited` or `unavailable` where that is too much
 */
export function hold(exchange: Exchange, bytes: number): void {
  const { outgoing, service } = exchange
  // What nobody waits for any more goes with the exchange.
  if (outgoing === undefined || outgoing.destroyed) return
  if (exchange.holding === null) {
    if (bytes === 0) return
    const holding = new Holding(service.held, limitedClient(exchange, service.settings))
    outgoing.once('close', () => holding.set(0))
    exchange.holding = holding
  }
  exchange.holding.set(bytes)
}
