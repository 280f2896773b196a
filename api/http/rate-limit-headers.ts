import { RATE_WINDOW_S } from './limits.ts'
import type { Allowance } from './rate-limit.ts'

// The fields of the IETF draft "RateLimit header fields for HTTP" (10): lists of structured fields.

const policies = new Map<number, string>()

/** `RateLimit-Policy`: so many units (q) in a window of so many seconds (w). */
export function policyOf({ quota }: Allowance): string {
  const known = policies.get(quota)
  if (known !== undefined) return known
  const made = `"default";q=${quota};w=${RATE_WINDOW_S}`
  policies.set(quota, made)
  return made
}

/** `RateLimit`: so many units are left (r) for so many seconds (t). */
export function rateLimitOf(allowance: Allowance, now: number): string {
  return `"default";r=${allowance.left};t=${allowance.secondsLeft(now)}`
}
