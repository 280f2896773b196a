import type { Context } from '../operations/context.ts'
import { ApiError } from '../operations/errors.ts'
import { type AnyOperation, prepared } from '../operations/operation.ts'
import { settle } from '../operations/run-cooperatively.ts'
import { ARCHITECTURES_MAX } from '../operations/schemas/architecture.ts'
import { charge } from './charge.ts'
import type { Exchange } from './exchange.ts'
import { HEAVY_MS } from './limits.ts'
import type { Service } from './service.ts'

function tooManyTogether(): ApiError {
  return new ApiError(
    'request_invalid',
    'The calls of one tRPC batch ask for more than 10,000 architectures together; send them in several requests.',
  )
}

/**
 * Counts what an operation takes: a unit a millisecond of the processor.
 * @returns whether it is heavy
 * @throws ApiError `rate_limited`; `payload_too_large` where it is dearer than a whole window;
 * `request_invalid` where the calls of a tRPC batch ask for too many architectures together
 */
export function chargeOperation(
  exchange: Exchange,
  operation: AnyOperation,
  input: unknown,
): boolean {
  const architectures = operation.architectures?.(input) ?? 0
  if (architectures > 0) {
    exchange.architectures += architectures
    if (exchange.architectures > ARCHITECTURES_MAX) throw tooManyTogether()
  }
  const milliseconds = operation.processorMs?.(input) ?? 0
  if (milliseconds >= 1) charge(exchange, Math.floor(milliseconds))
  return milliseconds >= HEAVY_MS
}

/**
 * Runs heavy work in one of the few slots that the service has for it; what is in one needs no other.
 * @throws ApiError `unavailable` where no slot becomes free
 */
export function withHeavySlot<Result>(
  service: Service,
  exchange: Exchange,
  work: () => Result | Promise<Result>,
): Result | Promise<Result> {
  if (exchange.hasSlot) return work()
  const inSlot = () => {
    exchange.hasSlot = true
    return work()
  }
  return service.heavy.run(inSlot, () => exchange.hasLeft())
}

type Work = (context: Context, input: never) => unknown

/** Answers one request with an operation. A look-up returns its answer itself and not a promise. */
export type Runner = (
  exchange: Exchange,
  context: Context,
  input: unknown,
) => unknown | Promise<unknown>

/**
 * Runs an operation under the policies of the service.
 * @param work its `handle` or its `json`
 */
export function operationRunner(operation: AnyOperation, service: Service, work: Work): Runner {
  const run: Runner = (exchange, context, input) =>
    prepared(operation, { context, input }, () => settle(work(context, input as never), exchange))
  if (operation.processorMs === undefined) return run
  return (exchange, context, input) =>
    chargeOperation(exchange, operation, input)
      ? withHeavySlot(service, exchange, () => run(exchange, context, input))
      : run(exchange, context, input)
}
