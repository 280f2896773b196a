import {
  getTRPCErrorShape,
  type inferRouterInputs,
  type inferRouterOutputs,
  initTRPC,
  type TRPCBuiltRouter,
  TRPCError,
  type TRPCErrorShape,
  type TRPCQueryProcedure,
} from '@trpc/server'
import { fetchRequestHandler } from '@trpc/server/adapters/fetch'
import { z } from 'zod'
import type { Served } from './context.ts'
import { ApiError, type ErrorCode, maskedError, notReady } from './errors.ts'
import { invalidInput, isJson } from './input.ts'
import type { Log } from './log.ts'
import type { AnyOperation } from './operation.ts'
import { type OperationName, type Operations, operations } from './operations.ts'
import { type Problem, problemOf } from './problem.ts'

/** What a request to /trpc brings; `served` is null until the data are loaded. */
export interface TrpcContext {
  readonly served: Served | null
  readonly log: Log
  readonly requestId: string
  readonly origin: string
}

// Nothing to say may be left unsaid.
type CallInput<Input> = Record<never, never> extends Input ? Input | undefined : Input

type Procedures = {
  [Name in OperationName]: TRPCQueryProcedure<{
    meta: object
    input: CallInput<z.input<Operations[Name]['input']>>
    output: z.output<Operations[Name]['output']>
  }>
}

/** The type of the tRPC router; a client needs nothing else of the service. */
export type ApiRouter = TRPCBuiltRouter<
  { ctx: TrpcContext; meta: object; errorShape: TRPCErrorShape<Problem>; transformer: false },
  Procedures
>

export type ApiInputs = inferRouterInputs<ApiRouter>
export type ApiOutputs = inferRouterOutputs<ApiRouter>

const TRPC_CODES: Readonly<Record<ErrorCode, TRPCError['code']>> = {
  request_invalid: 'BAD_REQUEST',
  architecture_invalid: 'UNPROCESSABLE_CONTENT',
  architecture_not_found: 'NOT_FOUND',
  instance_not_found: 'NOT_FOUND',
  surrogate_not_found: 'NOT_FOUND',
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

function toTrpcError(error: unknown): TRPCError {
  const code = error instanceof ApiError ? TRPC_CODES[error.code] : 'INTERNAL_SERVER_ERROR'
  return new TRPCError({ code, cause: error })
}

function throwTrpcError(error: unknown): never {
  throw toTrpcError(error)
}

function toApiError({ code, cause }: TRPCError): ApiError {
  if (cause instanceof ApiError) return cause
  if (cause instanceof z.ZodError) return invalidInput(cause.issues)
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
    const { origin = '', requestId = '' } = ctx ?? {}
    return { ...shape, message: told.detail, data: problemOf(told, { origin, requestId }) }
  },
})

function procedureOf(operation: AnyOperation) {
  return t.procedure
    .input((input: unknown) => operation.input.parse(input ?? {}))
    .query(({ ctx: { served, log, requestId }, input }) => {
      try {
        if (served === null) throw notReady()
        const answer = operation.handle({ ...served, log, requestId }, input)
        return answer instanceof Promise ? answer.catch(throwTrpcError) : answer
      } catch (error) {
        return throwTrpcError(error)
      }
    })
}

function buildRouter(): ApiRouter {
  const procedures = Object.entries<AnyOperation>(operations).map(
    ([name, operation]) => [name, procedureOf(operation)] as const,
  )
  // The loop loses which procedure is whose; `Procedures` says it again from the same operations.
  return t.router(Object.fromEntries(procedures)) as unknown as ApiRouter
}

const router = buildRouter()
const CALLS_MAX = 10

/** An error before any procedure, in tRPC's own form. */
export function trpcFailure(failure: ApiError, context: TrpcContext): Response {
  const call = { path: undefined, input: undefined, type: 'unknown' } as const
  const shape = getTRPCErrorShape({
    ...call,
    config: router._def._config,
    error: toTrpcError(failure),
    ctx: context,
  })
  return Response.json({ error: shape }, { status: failure.status, headers: failure.headers })
}

// What tRPC would refuse before it knows the context, and so without a request id.
function refusal(request: Request): ApiError | undefined {
  const url = new URL(request.url)
  if (url.searchParams.get('batch') === '1' && url.pathname.split(',').length > CALLS_MAX) {
    return new ApiError('request_invalid', `A tRPC batch has at most ${CALLS_MAX} calls.`)
  }
  try {
    decodeURIComponent(url.pathname)
  } catch {
    return new ApiError('request_invalid', 'The address has a broken % escape.')
  }
  const type = request.headers.get('Content-Type') ?? ''
  if (request.method === 'POST' && !isJson(type)) {
    return new ApiError('request_invalid', 'Send JSON with Content-Type: application/json.')
  }
  return undefined
}

/** Answers one request under /trpc. */
export async function serveTrpc(request: Request, context: TrpcContext): Promise<Response> {
  const refused = refusal(request)
  if (refused !== undefined) return trpcFailure(refused, context)
  // Only what tRPC is to see: it would read other content types and stream to other accept headers.
  const init = { method: request.method, headers: { 'Content-Type': 'application/json' } }
  const body = request.method === 'POST' ? await request.text() : null
  return fetchRequestHandler({
    endpoint: '/trpc',
    req: new Request(request.url, { ...init, body }),
    router,
    allowMethodOverride: true,
    createContext: () => context,
    onError: ({ error }) => {
      if (toApiError(error).code !== 'internal') return
      context.log.error('internal', { requestId: context.requestId, error: error.cause ?? error })
    },
    responseMeta: ({ errors }) => {
      const [error, ...others] = errors.map(toApiError)
      if (error === undefined || others.length > 0) return {}
      return { status: error.status, headers: error.headers }
    },
  })
}
