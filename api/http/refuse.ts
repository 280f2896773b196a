import { ApiError } from '../operations/errors.ts'
import { statedLength } from './body.ts'
import { charge } from './charge.ts'
import { addressOf, clientOf, isLoopback } from './client-address.ts'
import type { Exchange } from './exchange.ts'
import {
  HEADERS_MAX,
  RATE_BODY_BYTES,
  RATE_UNITS,
  RATE_UNITS_LOOPBACK,
  URL_LENGTH_MAX,
} from './limits.ts'
import type { RateLimiter } from './rate-limit.ts'
import type { Settings } from './service.ts'

// Whoever watches the service asks these at any time.
const UNLIMITED = new Set(['/healthz', '/readyz', '/metrics'])

/** @throws ApiError `url_too_long` or `headers_too_large` */
export function checkSize(exchange: Exchange): void {
  if (exchange.target.length > URL_LENGTH_MAX) {
    throw new ApiError(
      'url_too_long',
      `The address is longer than ${URL_LENGTH_MAX} characters; ask for many architectures with POST /v1/query.`,
    )
  }
  const raw = exchange.incoming?.rawHeaders ?? []
  const lines = raw.length
  if (lines > 2 * HEADERS_MAX) {
    throw new ApiError('headers_too_large', `There are more than ${HEADERS_MAX} header fields.`)
  }
  if (hostsOf(raw) > 1) {
    throw new ApiError('request_invalid', 'There is more than one Host header; send one.')
  }
}

// Proxies can differ in which of two they take.
function hostsOf(raw: readonly string[]): number {
  let hosts = 0
  for (let at = 0; at < raw.length; at += 2) {
    const name = raw[at] ?? ''
    if (name.length === 4 && name.toLowerCase() === 'host') hosts++
  }
  return hosts
}

/**
 * Counts a request: one unit, and one more for each `RATE_BODY_BYTES` of body that it states; what comes
 * in chunks is counted when it has come.
 * @throws ApiError `rate_limited`
 */
export function limitRate(exchange: Exchange, limiter: RateLimiter, settings: Settings): void {
  const { rateLimit, trustedProxies } = settings
  if (rateLimit === 0 || UNLIMITED.has(exchange.target)) return
  const address = addressOf(exchange, trustedProxies)
  const quota = rateLimit ?? (isLoopback(address) ? RATE_UNITS_LOOPBACK : RATE_UNITS)
  exchange.allowance = limiter.allowanceOf(clientOf(address), quota, exchange.started)
  const bytes = exchange.request.method === 'GET' ? 0 : (statedLength(exchange) ?? 0)
  charge(exchange, 1 + Math.floor(bytes / RATE_BODY_BYTES))
}
