import fc from 'fast-check'
import { expect, test } from 'vitest'
import { queryInput } from '../../api/http/query-input.ts'
import { decodeQuery, fieldsOf, misreadText } from '../../api/http/query-string.ts'
import { ApiError } from '../../api/operations/errors.ts'
import { parseInput } from '../../api/operations/input.ts'
import type { AnyOperation } from '../../api/operations/operation.ts'
import { operations } from '../../api/operations/operations.ts'
import { KNOWN_HASH } from '../support/served.ts'

const queries = fc
  .array(
    fc.constantFrom(
      ...['epochs=108', 'epochs=0', 'run=mean', 'run=3', 'run=x', 'seed=1', 'halfway=true', 'x=1'],
      ...[
        'hash=1',
        'instance=so2sat-lcz42',
        'sort=macs',
        'limit=5',
        'limit=.5x',
        '__proto__=1',
        'columns=a,b',
        'where=macs>=1e6,edges<9',
        'where=edges',
      ],
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
          parseInput(
            operation.input,
            decodeQuery(fields, path, new URLSearchParams(query)),
            misreadText,
          ),
        )
        expect(outcome(() => read(path, query))).toEqual(whole)
        expect(outcome(() => read(path, query))).toEqual(whole)
      }),
    )
  }
})

const readListing = queryInput(operations.listFitness)
const listing = (query: string) => outcome(() => readListing({ instance: 'so2sat-lcz42' }, query))

test.each([
  ['epochs=108.', { epochs: 108 }],
  ['limit=%2B50', { limit: 50 }],
  ['limit=1e3', { limit: 1000 }],
])('the usual spelling of a number in %s is read', (query, read) => {
  expect(listing(query)).toMatchObject(read)
})

test.each([
  ['limit=.5x', '".5x" is not a number'],
  ['limit=.', '"." is not a number'],
  ['limit=0x10', '"0x10" is not a number'],
  ['limit=1e999', '"1e999" is not a number'],
  ['limit=ten', '"ten" is not a number'],
  ['epochs=', '"" is not a number'],
  ['halfway=yes', '"yes" is neither true nor false'],
])('the message about %s quotes the text that was given', (query, detail) => {
  const pointer = `/${query.split('=')[0]}`
  expect(listing(query)).toMatchObject({ fields: [{ pointer, detail }] })
})
