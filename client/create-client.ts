import { createTRPCUntypedClient, httpLink, splitLink, TRPCClientError } from '@trpc/client'
import type { ApiInputs, ApiOutputs, ApiRouter } from '../api/trpc.ts'
import { EoNasBenchError } from './eo-nas-bench-error.ts'

/** Inputs by operation. */
export type Inputs = ApiInputs
/** Outputs by operation. */
export type Outputs = ApiOutputs
export type OperationName = keyof Outputs & keyof Inputs

export interface ClientOptions {
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>>
  /** Instead of the global one. */
  readonly fetch?: typeof fetch
}

export interface CallOptions {
  readonly signal?: AbortSignal
}

/** One function an operation. */
export type Client = {
  readonly [Name in OperationName]: undefined extends Inputs[Name]
    ? (input?: Inputs[Name], options?: CallOptions) => Promise<Outputs[Name]>
    : (input: Inputs[Name], options?: CallOptions) => Promise<Outputs[Name]>
}

// A table and not a list, so that the compiler holds it to the service's operations.
const OPERATION_NAMES: Readonly<Record<OperationName, true>> = {
  listInstances: true,
  getInstance: true,
  getFitness: true,
  query: true,
  resolveArchitectures: true,
  sampleArchitectures: true,
  getArchitecture: true,
  listNeighbours: true,
  listSurrogates: true,
  getSurrogate: true,
}

/** Longer inputs go in a POST; shorter ones in the URL, where HTTP caches see them. */
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
 * Each rejects with an `EoNasBenchError`, or with the reason of an aborted signal.
 * @param url where the service is, for example `https://example.org`
 */
export function createClient(url: string, options: ClientOptions = {}): Client {
  const send = options.fetch ?? fetch
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
  const call =
    (name: string) =>
    async (input?: unknown, callOptions: CallOptions = {}) => {
      try {
        return await trpc.query(name, input, callOptions)
      } catch (error) {
        callOptions.signal?.throwIfAborted()
        throw toEoNasBenchError(error)
      }
    }
  const functions = Object.keys(OPERATION_NAMES).map((name) => [name, call(name)])
  // The loop loses the types of each function; `Client` says them again from the router.
  return Object.freeze(Object.fromEntries(functions)) as Client
}
