import { ApiError } from '../operations/errors.ts'
import type { Exchange } from './exchange.ts'
import { RATE_WINDOW_S } from './limits.ts'

// Waiting does not help, so there is no Retry-After.
function dearerThanQuota(units: number, quota: number): ApiError {
  return new ApiError(
    'payload_too_large',
    `This request counts ${units} units, and an address may ask for ${quota} in ${RATE_WINDOW_S} seconds: it can never be answered. Split it into smaller ones.`,
  )
}

/**
 * Counts units of a client's allowance.
 * @throws ApiError `rate_limited`; `payload_too_large` where the request is dearer than a whole window
 */
export function charge(exchange: Exchange, units: number): void {
  const { allowance } = exchange
  if (allowance === null) return
  const { quota } = allowance
  const all = exchange.charged + units
  if (all > quota) throw dearerThanQuota(all, quota)
  const now = performance.now()
  if (allowance.take(units, now)) {
    exchange.charged = all
    return
  }
  const seconds = allowance.secondsLeft(now)
  throw new ApiError(
    'rate_limited',
    `This address may ask for ${quota} units in ${RATE_WINDOW_S} seconds, this request counts ${units}, and ${allowance.left} are left; wait ${seconds} s.`,
    { headers: { 'Retry-After': String(seconds) } },
  )
}
