import type { Context } from '../operations/context.ts'
import type { AnyOperation } from '../operations/operation.ts'
import { settle } from '../operations/run-cooperatively.ts'
import { charge } from './charge.ts'
import type { Exchange } from './exchange.ts'
import { RATE_HEAVY_UNITS } from './limits.ts'
import type { Service } from './service.ts'

/**
 * Runs heavy work in one of the few slots that the service has for it.
 * @throws ApiError `rate_limited`; `unavailable` where no slot becomes free
 */
export function withHeavySlot<Result>(
  service: Service,
  exchange: Exchange,
  work: () => Result | Promise<Result>,
): Promise<Result> {
  charge(exchange, RATE_HEAVY_UNITS)
  return service.heavy.run(work, () => exchange.hasLeft())
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
  const run: Runner = (exchange, context, input) => settle(work(context, input as never), exchange)
  if (operation.isHeavy === undefined) return run
  return (exchange, context, input) =>
    operation.isHeavy?.(input) === true
      ? withHeavySlot(service, exchange, () => run(exchange, context, input))
      : run(exchange, context, input)
}
