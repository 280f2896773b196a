import { expect, it } from 'vitest'
import {
  DRIFT_MAX,
  HEAP_GROWTH_MAX,
  type LoadOutcome,
  RESIDENT_GROWTH_MAX,
  violations,
} from '../../soak/load/judge.ts'

const usage = { resident: 5e8, heapUsed: 1e8, external: 0, cpuSeconds: 1 }
const well: LoadOutcome = {
  wrong: [],
  changed: [],
  afterWarmUp: usage,
  atEnd: usage,
  p99After: 2,
  p99AtEnd: 2,
}

it('a run that goes well, and one just within the bounds, break no promise', () => {
  expect(violations(well)).toEqual([])
  const atEnd = {
    ...usage,
    heapUsed: usage.heapUsed + HEAP_GROWTH_MAX,
    resident: usage.resident + RESIDENT_GROWTH_MAX,
  }
  expect(violations({ ...well, atEnd, p99AtEnd: 2 * DRIFT_MAX - 0.01 })).toEqual([])
})

it.each<[string, Partial<LoadOutcome>]>([
  ['2 requests were answered otherwise', { wrong: ['a', 'b'] }],
  ['1 answers are not what they were', { changed: ['a'] }],
  ['The heap grew', { atEnd: { ...usage, heapUsed: usage.heapUsed + HEAP_GROWTH_MAX + 1 } }],
  [
    'Resident memory grew',
    { atEnd: { ...usage, resident: usage.resident + RESIDENT_GROWTH_MAX + 1 } },
  ],
  ['The p99 of light requests is 2.00 times', { p99AtEnd: 2 * DRIFT_MAX }],
  ['The p99 of light requests is NaN times', { p99After: Number.NaN }],
])('%s: one promise is broken', (text, outcome) => {
  const found = violations({ ...well, ...outcome })
  expect(found).toHaveLength(1)
  expect(found[0]).toContain(text)
})
