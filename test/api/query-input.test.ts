import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ApiError } from '../../api/errors.ts'
import { parseInput } from '../../api/input.ts'
import type { AnyOperation } from '../../api/operation.ts'
import { operations } from '../../api/operations.ts'
import { queryInput } from '../../api/query-input.ts'
import { decodeQuery, fieldsOf } from '../../api/query-string.ts'
import { KNOWN_HASH } from '../support/served.ts'

const queries = fc
  .array(
    fc.constantFrom(
      ...['epochs=108', 'epochs=0', 'run=mean', 'run=3', 'run=x', 'seed=1', 'halfway=true', 'x=1'],
      ...['hash=1', 'instance=so2sat-lcz42', 'sort=macs', 'limit=5', '__proto__=1', 'columns=a,b'],
    ),
    { maxLength: 3 },
  )
  .map((parts) => parts.join('&'))

const paths = fc.record({
  instance: fc.constantFrom('so2sat-lcz42', ''),
  hash: fc.constantFrom(KNOWN_HASH, KNOWN_HASH.toUpperCase(), 'short'),
})

function outcome(read: () => unknown): unknown {
  try {
    return read()
  } catch (error) {
    if (error instanceof ApiError) return { problem: error.message, fields: error.extras.errors }
    throw error
  }
}

test('an input read in parts is what the whole schema makes of it, the first time and again', () => {
  for (const operation of Object.values<AnyOperation>(operations)) {
    if (operation.method !== 'GET') continue
    const read = queryInput(operation)
    const fields = fieldsOf(operation)
    fc.assert(
      fc.property(paths, queries, (given, query) => {
        const path = Object.fromEntries(
          Object.entries(given).filter(([name]) => operation.path.includes(`{${name}}`)),
        )
        const whole = outcome(() =>
          parseInput(operation.input, decodeQuery(fields, path, new URLSearchParams(query))),
        )
        expect(outcome(() => read(path, query))).toEqual(whole)
        expect(outcome(() => read(path, query))).toEqual(whole)
      }),
    )
  }
})
