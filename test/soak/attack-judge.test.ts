import { expect, it } from 'vitest'
import { brokenPromises, HEALTH_MS_MAX, PEAK_MAX } from '../../soak/attack/judge.ts'
import type { Outcome } from '../../soak/attack/run-attack.ts'

const well: Outcome = {
  name: 'a',
  said: '',
  broken: null,
  ended: null,
  before: 1,
  peak: PEAK_MAX,
  rest: 1,
  health: { asked: 9, failed: 0, worstMs: HEALTH_MS_MAX },
}

it('an attack that the service withstands, just within the bounds, breaks no promise', () => {
  expect(brokenPromises(well)).toEqual([])
})

it.each<[string, Partial<Outcome>]>([
  ['the service ended', { ended: 'ended with SIGKILL' }],
  ['memory reached 901 MiB', { peak: 901 * 2 ** 20 }],
  ['/healthz took 301 ms', { health: { ...well.health, worstMs: 301 } }],
  ['/healthz failed 2 times', { health: { ...well.health, failed: 2 } }],
  ['the fifth', { broken: 'the fifth address got 503' }],
])('%s: one promise is broken', (text, outcome) => {
  expect(brokenPromises({ ...well, ...outcome })).toEqual([expect.stringContaining(text)])
})
