import { ApiError } from '../operations/errors.ts'
import type { AnyOperation } from '../operations/operation.ts'
import { ARCHITECTURES_MAX } from '../operations/schemas/architecture.ts'
import { charge } from './charge.ts'
import type { Exchange } from './exchange.ts'
import { HEAVY_MS } from './limits.ts'

/** What a request makes an operation do. */
export interface Work {
  readonly operation: AnyOperation
  /** Parsed by its schema. */
  readonly input: unknown
}

/**
 * Counts what the work takes: a unit a millisecond of the processor.
 * @returns whether it is heavy
 * @throws ApiError `rate_limited`; `payload_too_large` where it is dearer than a whole window;
 * `request_invalid` where the calls of a tRPC batch ask for too many architectures together
 */
export function chargeWork(exchange: Exchange, { operation, input }: Work): boolean {
  const architectures = operation.architectures?.(input) ?? 0
  if (architectures > 0) {
    exchange.architectures += architectures
    if (exchange.architectures > ARCHITECTURES_MAX) throw tooManyTogether()
  }
  const milliseconds = operation.processorMs?.(input) ?? 0
  if (milliseconds >= 1) charge(exchange, Math.floor(milliseconds))
  return milliseconds >= HEAVY_MS
}

function tooManyTogether(): ApiError {
  return new ApiError(
    'request_invalid',
    'The calls of one tRPC batch ask for more than 10,000 architectures together; send them in several requests.',
  )
}

/** Does heavy work in one of the few places for it. @throws ApiError `unavailable` where many wait */
export function withHeavySlot<T>(exchange: Exchange, work: () => T | Promise<T>): Promise<T> {
  return exchange.service.heavy.run(work, () => exchange.hasLeft())
}
