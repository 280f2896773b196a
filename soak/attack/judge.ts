import type { Outcome } from './run-attack.ts'

/** Bytes that the service may take at most while it is attacked. */
export const PEAK_MAX = 900 * 2 ** 20
/** Milliseconds that another client's /healthz may take at most meanwhile. */
export const HEALTH_MS_MAX = 300

/** Promises that an attack broke. */
export function brokenPromises({ broken, ended, peak, health }: Outcome): string[] {
  const mib = (peak / 2 ** 20).toFixed(0)
  return [
    ...(ended === null ? [] : [`the service ${ended}`]),
    ...(peak <= PEAK_MAX ? [] : [`memory reached ${mib} MiB`]),
    ...(health.worstMs <= HEALTH_MS_MAX ? [] : [`/healthz took ${health.worstMs.toFixed(0)} ms`]),
    ...(health.failed === 0 ? [] : [`/healthz failed ${health.failed} times`]),
    ...(broken === null ? [] : [broken]),
  ]
}
