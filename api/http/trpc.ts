import { initTRPC, TRPCError } from '@trpc/server'
import { z } from 'zod'
import type { Context } from '../operations/context.ts'
import { ApiError, type ErrorCode, maskedError } from '../operations/errors.ts'
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
  /** @throws ApiError `unavailable` until the data are loaded */
  openContext(): Context
}

const TRPC_CODES: Readonly<Record<ErrorCode, TRPCError['code']>> = {
  request_invalid: 'BAD_REQUEST',
  architecture_invalid: 'UNPROCESSABLE_CONTENT',
  architecture_not_found: 'NOT_FOUND',
  instance_not_found: 'NOT_FOUND',
  surrogate_not_found: 'NOT_FOUND',
  release_not_found: 'NOT_FOUND',
  file_not_found: 'NOT_FOUND',
  epochs_not_available: 'UNPROCESSABLE_CONTENT',
  not_evaluated: 'NOT_FOUND',
  payload_too_large: 'PAYLOAD_TOO_LARGE',
  rate_limited: 'TOO_MANY_REQUESTS',
  unavailable: 'SERVICE_UNAVAILABLE',
  internal: 'INTERNAL_SERVER_ERROR',
}

// tRPC's own refusals, told in the words of this API; anything else is masked.
const TRPC_REFUSALS: { readonly [Code in TRPCError['code']]?: readonly [number, string] } = {
  PARSE_ERROR: [400, 'The input is not JSON.'],
  BAD_REQUEST: [400, 'The request is not a tRPC call with a JSON input.'],
  NOT_FOUND: [404, 'There is no such procedure; procedures are named as the operations.'],
  METHOD_NOT_SUPPORTED: [405, 'Call procedures with GET, or with POST for large inputs.'],
}

export function toTrpcError(error: unknown): TRPCError {
  const code = error instanceof ApiError ? TRPC_CODES[error.code] : 'INTERNAL_SERVER_ERROR'
  return new TRPCError({ code, cause: error })
}

function throwTrpcError(error: unknown): never {
  throw toTrpcError(error)
}

/** What the caller is told of an error that tRPC caught. */
export function toApiError({ code, cause }: TRPCError): ApiError {
  if (cause instanceof ApiError) return cause
  // Of the input only: what a handler's own parsing throws is an inner error.
  if (code === 'BAD_REQUEST' && cause instanceof z.ZodError) return invalidInput(cause.issues)
  if (cause !== undefined && !(cause instanceof SyntaxError && code !== 'INTERNAL_SERVER_ERROR')) {
    return maskedError()
  }
  const refusal = TRPC_REFUSALS[code]
  return refusal === undefined
    ? maskedError()
    : new ApiError('request_invalid', refusal[1], { status: refusal[0] })
}

const t = initTRPC.context<TrpcContext>().create({
  isDev: false,
  errorFormatter: ({ shape, error, ctx }) => {
    const told = toApiError(error)
    const { origin = '', requestId = '' } = ctx?.exchange ?? {}
    return { ...shape, message: told.detail, data: problemOf(told, { origin, requestId }) }
  },
})

function procedureOf(operation: AnyOperation, service: Service) {
  const run = operationRunner(operation, service, operation.handle)
  return t.procedure
    .input((input: unknown) => operation.input.parse(input ?? {}))
    .query(({ ctx, input }) => {
      try {
        const answered = run(ctx.exchange, ctx.openContext(), input)
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
