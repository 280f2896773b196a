import { type Preparing, pause, preparingOf, Waiting, type WaitingOptions } from './waiting.ts'

/** How a request that was refused for now, or that found nobody, is sent again. */
export interface RetryOptions extends WaitingOptions {
  /** How often again; 0 never. Default: 4. */
  readonly retries?: number
  /** Before the first retry, doubled for each further one; half of it is random. Default: 250. */
  readonly backoffMs?: number
  /** The longest wait, also where `Retry-After` asks for more. Default: 30,000. */
  readonly waitMsMax?: number
}

// Too many requests, and the three of a proxy or a service that is away for a moment.
const PASSING = new Set([429, 502, 503, 504])

/** Milliseconds that `Retry-After` asks for, in seconds or as a date; null where it says nothing. */
export function retryAfterMs(header: string | null, now: number = Date.now()): number | null {
  if (header === null) return null
  if (/^\s*\d+\s*$/.test(header)) return Number(header) * 1000
  const date = Date.parse(header)
  return Number.isNaN(date) ? null : Math.max(0, date - now)
}

// tRPC has what REST answers as the `data` of its error.
async function preparingIn(response: Response): Promise<Preparing | null> {
  if (response.status !== 503) return null
  try {
    const body = (await response.clone().json()) as { error?: { data?: unknown } }
    return preparingOf(body.error?.data ?? body)
  } catch {
    return null
  }
}

/**
 * A fetch that sends a request again while it is answered 429, 502, 503 or 504, or is not answered at
 * all, after what `Retry-After` says or an exponential backoff. A service that says how far it is with
 * preparing the answer is waited for. The last answer is handed on as it is.
 * Only for requests that change nothing and whose body can be sent twice.
 */
export function retryingFetch(send: typeof fetch, options: RetryOptions = {}): typeof fetch {
  const { retries = 4, backoffMs = 250, waitMsMax = 30_000 } = options
  const waitOf = (attempt: number, header: string | null) => {
    const most = backoffMs * 2 ** attempt
    return Math.min(waitMsMax, retryAfterMs(header) ?? most / 2 + (Math.random() * most) / 2)
  }
  return async (input, init) => {
    const signal = init?.signal
    const waiting = new Waiting(options)
    for (let attempt = 0; ; attempt++) {
      const last = attempt >= retries
      let header: string | null = null
      try {
        const response = await send(input, init)
        header = response.headers.get('Retry-After')
        const preparing = await preparingIn(response)
        if (preparing !== null && (await waiting.wait(preparing, retryAfterMs(header), signal))) {
          await response.body?.cancel()
          attempt--
          continue
        }
        if (last || !PASSING.has(response.status)) return response
        await response.body?.cancel()
      } catch (error) {
        if (last || signal?.aborted) throw error
      }
      await pause(waitOf(attempt, header), signal)
    }
  }
}
