import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Context } from '../../api/operations/context.ts'
import { ApiError } from '../../api/operations/errors.ts'
import type { Written } from '../../api/operations/operation.ts'
import { operations } from '../../api/operations/operations.ts'
import { type Steps, settle } from '../../api/operations/run-cooperatively.ts'
import { predictedContext } from '../support/predicted.ts'
import { BRANCHES, KNOWN_HASH, SMALL, testContext, UNEVALUATED } from '../support/served.ts'

const selections = fc.record(
  {
    instance: fc.constantFrom('test-instance', 'plain-instance', 'predicted-instance', 'none'),
    epochs: fc.constantFrom(4, 36, 108, 5),
    source: fc.constantFrom('auto', 'tabular', 'surrogate'),
    run: fc.oneof(fc.constantFrom('mean', 'random'), fc.nat(3)),
    seed: fc.nat(20),
    halfway: fc.boolean(),
  },
  { requiredKeys: ['instance'] },
)

const items = fc.array(
  fc.oneof(
    fc.constantFrom<unknown>(SMALL, BRANCHES, UNEVALUATED, { hash: KNOWN_HASH }, { hash: 'é…' }),
    fc.constantFrom<unknown>({ hash: KNOWN_HASH.toUpperCase() }, { hash: 'f'.repeat(32) }, null),
    fc.record({ hash: fc.string({ unit: 'grapheme' }) }),
    fc.record({ matrix: fc.constant([[0, 2]]), operations: fc.constant(['input', 'ÿ\u0000']) }),
  ),
)

function outcome(answer: () => Written | Steps<Written>): string {
  try {
    const answered = settle(answer())
    if (answered instanceof Promise) throw new Error('few architectures take one step')
    const json = answered
    return typeof json === 'string' ? json : new TextDecoder().decode(json)
  } catch (error) {
    if (error instanceof ApiError) return `${error.code}: ${error.message}`
    throw error
  }
}

async function contexts(): Promise<fc.Arbitrary<Context>> {
  return fc.constantFrom(await testContext(), await predictedContext())
}

test('a batch is written as JSON.stringify writes its answer, byte for byte', async () => {
  const { input, handle, json } = operations.query
  fc.assert(
    fc.property(await contexts(), selections, items, (context, selection, architectures) => {
      const asked = input.parse({ ...selection, architectures })
      expect(outcome(() => json?.(context, asked) ?? '')).toBe(
        outcome(() => JSON.stringify(handle(context, asked))),
      )
    }),
    { numRuns: 500 },
  )
})

test('a look-up is written as JSON.stringify writes its answer, byte for byte', async () => {
  const { input, handle, json } = operations.getFitness
  const context = await testContext()
  const architectures = [SMALL, BRANCHES, UNEVALUATED]
  const resolved = await settle(operations.resolveArchitectures.handle(context, { architectures }))
  const known = resolved.results.map((one) => (one as { hash: string }).hash)
  const hashes = fc.constantFrom(KNOWN_HASH, KNOWN_HASH.toUpperCase(), 'f'.repeat(32), ...known)
  fc.assert(
    fc.property(await contexts(), selections, hashes, (asked, selection, hash) => {
      const parsed = input.parse({ ...selection, hash })
      expect(outcome(() => json?.(asked, parsed) ?? '')).toBe(
        outcome(() => JSON.stringify(handle(asked, parsed))),
      )
    }),
    { numRuns: 500 },
  )
})
