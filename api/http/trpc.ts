import { initTRPC, TRPCError } from '@trpc/server'
import { z } from 'zod'
import type { Context } from '../operations/context.ts'
import { ApiError, ERRORS, type ErrorCode, maskedError } from '../operations/errors.ts'
import { invalidInput } from '../operations/input.ts'
import type { AnyOperation } from '../operations/operation.ts'
import { operations } from '../operations/operations.ts'
import { problemOf } from '../operations/problem.ts'
import type { Exchange } from './exchange.ts'
import { operationRunner } from './run-operation.ts'
import type { Service } from './service.ts'

/** What a request to /trpc brings. */
export interface TrpcContext {
  readonly exchange: Exchange
  /** Of a batch: does its calls one after the other. */
  readonly inOrder: ((work: () => unknown) => Promise<unknown>) | null
  /** @throws ApiError `unavailable` until the data are loaded */
  openContext(): Context
}

// By HTTP status: tRPC has a code for most of them.
const TRPC_CODES: Readonly<Record<number, TRPCError['code']>> = {
  404: 'NOT_FOUND',
  405: 'METHOD_NOT_SUPPORTED',
  408: 'TIMEOUT',
  413: 'PAYLOAD_TOO_LARGE',
  415: 'UNSUPPORTED_MEDIA_TYPE',
  422: 'UNPROCESSABLE_CONTENT',
  429: 'TOO_MANY_REQUESTS',
  500: 'INTERNAL_SERVER_ERROR',
  503: 'SERVICE_UNAVAILABLE',
}

// tRPC's own errors become codes of this API; all others are masked.
const TRPC_REFUSALS: { readonly [Code in TRPCError['code']]?: readonly [ErrorCode, string] } = {
  PARSE_ERROR: ['request_invalid', 'The input is not JSON.'],
  BAD_REQUEST: ['request_invalid', 'The request is not a tRPC call with a JSON input.'],
  NOT_FOUND: [
    'route_not_found',
    'There is no such procedure; procedures are named as the operations.',
  ],
  METHOD_NOT_SUPPORTED: [
    'method_not_allowed',
    'Call procedures with GET, or with POST for large inputs.',
  ],
}

export function toTrpcError(error: unknown): TRPCError {
  const { status } = error instanceof ApiError ? ERRORS[error.code] : ERRORS.internal
  const code = TRPC_CODES[status] ?? 'BAD_REQUEST'
  return new TRPCError({ code, cause: error })
}

function throwTrpcError(error: unknown): never {
  throw toTrpcError(error)
}

/** The error that a caller gets for one that tRPC caught. */
export function toApiError({ code, cause }: TRPCError): ApiError {
  if (cause instanceof ApiError) return cause
  // Of the input only: what a handler's own parsing throws is an inner error.
  if (code === 'BAD_REQUEST' && cause instanceof z.ZodError) return invalidInput(cause.issues)
  if (cause !== undefined && !(cause instanceof SyntaxError && code !== 'INTERNAL_SERVER_ERROR')) {
    return maskedError()
  }
  const refusal = TRPC_REFUSALS[code]
  return refusal === undefined ? maskedError() : new ApiError(...refusal)
}

const t = initTRPC.context<TrpcContext>().create({
  isDev: false,
  errorFormatter: ({ shape, error, ctx }) => {
    const apiError = toApiError(error)
    const { origin = '', requestId = '' } = ctx?.exchange ?? {}
    return { ...shape, message: apiError.detail, data: problemOf(apiError, { origin, requestId }) }
  },
})

function procedureOf(operation: AnyOperation, service: Service) {
  const run = operationRunner(operation, service, operation.handle)
  return t.procedure
    .input((input: unknown) => operation.input.parse(input ?? {}))
    .query(({ ctx, input }) => {
      try {
        const { exchange, inOrder, openContext } = ctx
        const work = () => run(exchange, openContext(), input)
        const answered = inOrder === null ? work() : inOrder(work)
        return answered instanceof Promise ? answered.catch(throwTrpcError) : answered
      } catch (error) {
        return throwTrpcError(error)
      }
    })
}

/** The router that `ApiRouter` is the type of. */
export function buildRouter(service: Service) {
  const procedures = Object.entries<AnyOperation>(operations).map(
    ([name, operation]) => [name, procedureOf(operation, service)] as const,
  )
  return t.router(Object.fromEntries(procedures))
}
