import { setImmediate } from 'node:timers/promises'
import { getTRPCErrorShape, type TRPCError } from '@trpc/server'
import { fetchRequestHandler } from '@trpc/server/adapters/fetch'
import { ApiError } from '../operations/errors.ts'
import { isJson } from '../operations/input.ts'
import { answer, answerHeaders, CACHE } from './answer.ts'
import { checkJson, readText } from './body.ts'
import type { Exchange } from './exchange.ts'
import { HEAVY_BODY_BYTES, TRPC_CALLS_MAX } from './limits.ts'
import type { Log } from './log.ts'
import { loopTurns } from './loop-turns.ts'
import { withHeavySlot } from './run-operation.ts'
import type { Service } from './service.ts'
import { buildRouter, type TrpcContext, toApiError, toTrpcError } from './trpc.ts'

const TYPE = 'application/json'

const isBatch = (url: URL) => url.searchParams.get('batch') === '1'

function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    throw new ApiError('request_invalid', 'The address has a broken % escape.')
  }
}

// What tRPC would refuse before it knows the context, and so without a request id.
// Says how many calls there are.
function checkCall({ request }: Exchange): number {
  const url = new URL(request.url)
  // Decoded as tRPC does before it parts the calls, or escaped commas would go uncounted.
  const calls = decoded(url.pathname).split(',').length
  if (isBatch(url) && calls > TRPC_CALLS_MAX) {
    throw new ApiError('request_invalid', `A tRPC batch has at most ${TRPC_CALLS_MAX} calls.`)
  }
  const type = request.headers.get('Content-Type') ?? ''
  if (request.method === 'POST' && !isJson(type)) {
    throw new ApiError('unsupported_media_type', 'Send JSON with Content-Type: application/json.')
  }
  const input = url.searchParams.get('input')
  if (input !== null) checkJson(Buffer.from(input), 'The input')
  return isBatch(url) ? calls : 1
}

// Read here, so that nothing is parsed that is too large or too deep.
async function bodyOf(exchange: Exchange): Promise<string | null> {
  if (exchange.request.method !== 'POST') return null
  return readText(exchange, 'The input')
}

// Only a status that all calls share is that of the answer; the others are in their own parts.
function batchHeaders(errors: readonly ApiError[], calls: number): Record<string, string> {
  const statuses = new Set(errors.map(({ status }) => status))
  if (errors.length < calls || statuses.size !== 1) return {}
  const wait = (headers: Record<string, string>) => Number(headers['Retry-After'] ?? 0)
  return errors
    .map(({ headers }) => headers)
    .reduce((longest, one) => (wait(one) > wait(longest) ? one : longest))
}

// tRPC reads more from an address than a call has: connectionParams, for example.
function callUrl({ request }: Exchange): string {
  const url = new URL(request.url)
  for (const name of new Set(url.searchParams.keys())) {
    if (name !== 'input' && name !== 'batch') url.searchParams.delete(name)
  }
  return url.href
}

// One after the other, each in a turn of the loop of its own.
function ordered(): NonNullable<TrpcContext['inOrder']> {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const mine = last.then(() => setImmediate()).then(work)
    last = mine.catch(() => {})
    return mine
  }
}

/** Answers requests under /trpc. */
export interface Trpc {
  /** @throws ApiError what is wrong before any procedure */
  answer(exchange: Exchange): Promise<Response>
  /** An error before any procedure, in tRPC's own form. */
  fail(exchange: Exchange, error: ApiError): Response
}

/** @param openContext throws ApiError `unavailable` until the data are loaded */
export function openTrpc(service: Service, openContext: TrpcContext['openContext']): Trpc {
  const router = buildRouter(service)
  const call = async (
    exchange: Exchange,
    body: string | null,
    inOrder: TrpcContext['inOrder'],
  ): Promise<Response> => {
    const { method } = exchange.request
    const url = callUrl(exchange)
    // Only what tRPC is to see: it would read other content types and stream to other accept headers.
    const response = await fetchRequestHandler({
      endpoint: '/trpc',
      req: new Request(url, {
        method: method === 'POST' ? 'POST' : 'GET',
        headers: { 'Content-Type': TYPE },
        body,
      }),
      router,
      allowMethodOverride: true,
      createContext: () => ({ exchange, inOrder, openContext }),
      onError: ({ error }) => logCause(service.log, exchange, error),
      responseMeta: ({ errors, data }) => {
        const apiErrors = errors.map(toApiError)
        if (isBatch(new URL(url))) return { headers: batchHeaders(apiErrors, data.length) }
        const [error] = apiErrors
        if (error === undefined) return {}
        return { status: error.status, headers: error.headers }
      },
    })
    const headers = Object.fromEntries(response.headers)
    delete headers['content-type']
    const { status } = response
    const init = { type: TYPE, cache: CACHE.none, status, headers }
    return answer(exchange, await response.text(), init)
  }
  return {
    answer: async (exchange) => {
      const calls = checkCall(exchange)
      const body = await bodyOf(exchange)
      const inOrder = calls > 1 ? ordered() : null
      const isLarge = body !== null && body.length > HEAVY_BODY_BYTES
      if (calls > 1 || isLarge) {
        return withHeavySlot(service, exchange, () => call(exchange, body, inOrder))
      }
      const turn = loopTurns.next()
      if (turn !== undefined) await turn
      return call(exchange, body, null)
    },
    fail: (exchange, failure) => {
      const error = getTRPCErrorShape({
        path: undefined,
        input: undefined,
        type: 'unknown',
        config: router._def._config,
        error: toTrpcError(failure),
        ctx: { exchange, inOrder: null, openContext },
      })
      return new Response(JSON.stringify({ error }), {
        status: failure.status,
        headers: answerHeaders(exchange, {
          type: TYPE,
          cache: CACHE.none,
          headers: failure.headers,
        }),
      })
    },
  }
}

// The cause goes to the log, never to a caller.
function logCause(log: Log, { requestId }: Exchange, error: TRPCError): void {
  const apiError = toApiError(error)
  const isMasked = apiError.code === 'internal'
  const cause = isMasked ? (error.cause ?? error) : apiError.cause
  if (cause !== undefined) log.error(apiError.code, { requestId, error: cause })
}
