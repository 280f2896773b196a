/** How a request that was refused for now, or that found nobody, is sent again. */
export interface RetryOptions {
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

function wait(ms: number, signal: AbortSignal | null | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer)
      reject(signal?.reason)
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop)
      resolve()
    }, ms)
    if (signal?.aborted) stop()
    else signal?.addEventListener('abort', stop, { once: true })
  })
}

/**
 * A fetch that sends a request again while it is answered 429, 502, 503 or 504, or is not answered at
 * all, after what `Retry-After` says or an exponential backoff. The last answer is handed on as it is.
 * Only for requests that change nothing and whose body can be sent twice.
 */
export function retryingFetch(send: typeof fetch, options: RetryOptions = {}): typeof fetch {
  const { retries = 4, backoffMs = 250, waitMsMax = 30_000 } = options
  const pause = (attempt: number, header: string | null) => {
    const most = backoffMs * 2 ** attempt
    return Math.min(waitMsMax, retryAfterMs(header) ?? most / 2 + (Math.random() * most) / 2)
  }
  return async (input, init) => {
    const signal = init?.signal
    for (let attempt = 0; ; attempt++) {
      const last = attempt >= retries
      let header: string | null = null
      try {
        const response = await send(input, init)
        if (last || !PASSING.has(response.status)) return response
        header = response.headers.get('Retry-After')
        await response.body?.cancel()
      } catch (error) {
        if (last || signal?.aborted) throw error
      }
      await wait(pause(attempt, header), signal)
    }
  }
}
