import { ApiError } from '../operations/errors.ts'
import type { Exchange } from './exchange.ts'
import { RATE_WINDOW_S } from './limits.ts'

/**
 * Counts units of a client's allowance.
 * @throws ApiError `rate_limited`
 */
export function charge({ allowance }: Exchange, units: number): void {
  if (allowance === null) return
  const now = performance.now()
  if (allowance.take(units, now)) return
  const seconds = allowance.secondsLeft(now)
  throw new ApiError(
    'rate_limited',
    `This address may ask for ${allowance.quota} units in ${RATE_WINDOW_S} seconds, this request counts ${units}, and ${allowance.left} are left; wait ${seconds} s.`,
    { headers: { 'Retry-After': String(seconds) } },
  )
}
