import { createTRPCUntypedClient, httpLink, splitLink, TRPCClientError } from '@trpc/client'
import type { ApiRouter } from '../api/http/api-router.ts'
import { type Client, clientOf } from './client.ts'
import { coalescedFitness } from './coalesced-fitness.ts'
import { EoNasBenchError } from './eo-nas-bench-error.ts'
import { type RetryOptions, retryingFetch } from './retrying-fetch.ts'
import { waitingQuery } from './waiting-query.ts'

export interface ClientOptions extends RetryOptions {
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>>
  /** Instead of the global one. */
  readonly fetch?: typeof fetch
}

/** Longer inputs go in a POST; shorter ones in the URL. */
const URL_INPUT_LENGTH_MAX = 1800

function isLong(input: unknown): boolean {
  const text = JSON.stringify(input) ?? ''
  return (
    text.length > URL_INPUT_LENGTH_MAX || encodeURIComponent(text).length > URL_INPUT_LENGTH_MAX
  )
}

function toEoNasBenchError(error: unknown): unknown {
  if (!(error instanceof TRPCClientError)) return error
  const problem = (error as TRPCClientError<ApiRouter>).data
  if (problem?.code !== undefined) {
    const { code, status, detail, reason, errors, instance } = problem
    return new EoNasBenchError(
      { code, status, detail, reason, errors, requestId: instance },
      { cause: error },
    )
  }
  const response = error.meta?.['response']
  const status = response instanceof Response ? response.status : 0
  return error.cause instanceof EoNasBenchError
    ? error.cause
    : unreachable(status, error.message, error)
}

function unreachable(status: number, why: string, cause?: unknown): EoNasBenchError {
  const detail = `No answer of the service: ${why}`
  return new EoNasBenchError({ code: 'unreachable', status, detail, requestId: null }, { cause })
}

// tRPC forgets the status of a response that is not JSON, such as the page of a proxy.
async function answerOf(sent: Promise<Response>): Promise<Response> {
  const response = await sent
  const type = response.headers.get('Content-Type') ?? 'no content'
  if (type.startsWith('application/json')) return response
  throw unreachable(response.status, `HTTP ${response.status} with ${type}`)
}

/**
 * A client of a running service: one function an operation, typed from the service's own schemas.
 * Each rejects with an `EoNasBenchError`, or with the reason of an aborted signal. Calls of
 * `getFitness` in one turn of the event loop share a request; what is refused for now is retried.
 * @param url where the service is, for example `https://example.org`
 */
export function createClient(url: string, options: ClientOptions = {}): Client {
  const send = retryingFetch(options.fetch ?? fetch, options)
  const link = {
    url: `${url.replace(/\/+$/, '')}/trpc`,
    headers: { ...options.headers },
    // tRPC declares fetch more loosely than any fetch is; it passes these two types.
    fetch: (input: unknown, init: unknown) => answerOf(send(input as string, init as RequestInit)),
  }
  const trpc = createTRPCUntypedClient<ApiRouter>({
    links: [
      splitLink({
        condition: ({ input }) => isLong(input),
        true: httpLink({ ...link, methodOverride: 'POST' }),
        false: httpLink(link),
      }),
    ],
  })
  const client = clientOf(async (name, input, { signal }) => {
    try {
      return await trpc.query(name, input, signal === undefined ? {} : { signal })
    } catch (error) {
      signal?.throwIfAborted()
      throw toEoNasBenchError(error)
    }
  })
  const waiting = { ...client, query: waitingQuery(client.query, options) }
  return Object.freeze({ ...waiting, getFitness: coalescedFitness(waiting) })
}
