import type { Context } from '../operations/context.ts'
import { ApiError } from '../operations/errors.ts'
import type { AnyOperation, Preparation } from '../operations/operation.ts'
import { settle } from '../operations/run-cooperatively.ts'
import { ARCHITECTURES_MAX } from '../operations/schemas/architecture.ts'
import { charge } from './charge.ts'
import type { Exchange } from './exchange.ts'
import { hold } from './hold.ts'
import { HEAVY_MS } from './limits.ts'
import type { Service } from './service.ts'

// About what an architecture takes of an answer; the answer itself is counted exactly.
const ANSWER_BYTES = 700

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
  const answer = (exchange: Exchange, context: Context, input: unknown) =>
    settle(work(context, input as never), exchange)
  const run: Runner =
    operation.processorMs === undefined && operation.architectures === undefined
      ? answer
      : (exchange, context, input) =>
          chargeOperation(exchange, operation, input)
            ? withHeavySlot(service, exchange, () => {
                // Before the work, which would be in vain for a client that does not read its answers.
                hold(exchange, ANSWER_BYTES * (operation.architectures?.(input) ?? 0))
                return answer(exchange, context, input)
              })
            : answer(exchange, context, input)
  if (operation.prepare === undefined) return run
  return (exchange, context, input) => {
    const preparation = operation.prepare?.(context, input)
    if (preparation === undefined) return run(exchange, context, input)
    return prepareFirst(exchange, preparation).then(() => run(exchange, context, input))
  }
}

// As long as this, the calls of a batch do not keep a heavy slot.
const LONG_MS = 1000

/**
 * Charges and runs what an operation needs before it can answer. It waits outside of the heavy slots,
 * so that nobody else waits for it.
 * @throws ApiError as `chargeOperation`; `unavailable` where the calls of a batch would keep their slot
 */
export async function prepareFirst(exchange: Exchange, preparation: Preparation): Promise<void> {
  const { processorMs } = preparation
  if (processorMs >= 1) charge(exchange, Math.floor(processorMs))
  if (!exchange.hasSlot || processorMs < LONG_MS) return preparation.run(exchange)
  const running = preparation.run()
  running.catch(() => {}) // it is computed again when it is asked for again
  throw new ApiError(
    'unavailable',
    'This world is being computed; send the call again, on its own.',
  )
}
