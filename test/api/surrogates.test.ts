import { beforeAll, describe, expect, test } from 'vitest'
import { operations } from '../../api/operations/operations.ts'
import type { SurrogateCard } from '../../api/operations/schemas/surrogate.ts'
import type { Space } from '../../space/space.ts'
import {
  predictedApp,
  predictedContext,
  predictedRelease,
  predictedServed,
} from '../support/predicted.ts'
import { KNOWN_HASH, testServed } from '../support/served.ts'
import { testSpace } from '../support/space.ts'
import { rest } from '../support/transports.ts'
import { viewed } from '../support/viewed.ts'

let space: Space
beforeAll(async () => {
  space = await testSpace()
})

describe('the surrogates of a release', () => {
  test('are listed with their model, their training and what they predict', async () => {
    const { body } = await rest(await predictedApp(), 'listSurrogates', {})
    const [first] = predictedRelease(space).models
    expect(body).toMatchObject({
      results: [
        {
          id: 'test-instance-1',
          instance: 'test-instance',
          version: '1',
          sha256: first?.sha256,
          sizeBytes: first?.card.model.sizeBytes,
          epochs: [36, 108],
          rows: 5,
          evaluation: null,
        },
        { id: 'predicted-instance-1', instance: 'predicted-instance', epochs: [12] },
      ],
    })
    const { outputs } = (body as { results: { outputs: object[] }[] }).results[0] ?? {}
    expect(outputs).toHaveLength(6)
    expect(outputs?.[0]).toStrictEqual({
      epochs: 36,
      measure: 'overallAccuracy.validation',
      rows: 5,
    })
  })

  test('have the figures of their evaluation, and the card has all of it', async () => {
    const served = await predictedServed()
    const model = served.release.surrogates.get('test-instance-1')
    if (model === undefined) throw new Error('The test surrogate is not served.')
    const figure = (value: number) => ({ value, interval: null })
    const pooled = {
      tau: figure(0.5),
      sparseTau: figure(0.4),
      spearman: figure(0.6),
      rSquared: figure(0.3),
      meanAbsoluteError: figure(0.01),
      regret1: figure(0),
      regret5: figure(0),
      regret10: figure(0),
      coverage50: figure(0.51),
      coverage80: figure(0.79),
      coverage95: figure(0.96),
    }
    const measure = { epochs: 108, measure: 'overallAccuracy.test' }
    const evaluation: SurrogateCard['evaluation'] = {
      protocols: [
        {
          by: 'group',
          folds: 10,
          repeats: 3,
          trainSize: null,
          testSize: null,
          seed: 1,
          measures: [
            {
              ...measure,
              architectures: 5,
              sparseStep: 0.001,
              ceilings: [],
              byDistance: [],
              models: [
                { model: 'mean', pooled: { ...pooled, tau: figure(0) }, foldTau: null },
                { model: 'surrogate', pooled, foldTau: null },
              ],
            },
          ],
        },
      ],
    }
    const card = { ...model.card, evaluation }
    const surrogates = new Map([[model.id, { ...model, card }]])
    const context = {
      ...(await predictedContext()),
      release: { ...served.release, surrogates },
    }
    const { results } = operations.listSurrogates.handle(context, {})
    expect(results[0]?.evaluation).toStrictEqual([
      { by: 'group', measures: [{ ...measure, tau: 0.5, rSquared: 0.3, coverage80: 0.79 }] },
    ])
    expect(operations.listSurrogates.output.parse({ results })).toStrictEqual({ results })
    const shown = operations.getSurrogate.handle(context, { surrogate: model.id })
    expect(shown).toStrictEqual(card)
  })

  test('are only those whose model file made the predictions', async () => {
    const { release, models } = predictedRelease(space)
    const [first, second] = models
    if (first === undefined || second === undefined) throw new Error('There are two test models.')
    const other = { ...second, sha256: '0'.repeat(64) }
    const { surrogates } = viewed(release, space, [first, other])
    expect([...surrogates.keys()]).toStrictEqual(['test-instance-1'])
  })

  test('are none where none is loaded', async () => {
    const { release } = await testServed()
    expect(release.surrogates.size).toBe(0)
  })
})

test('a thousand predictions are answered about as fast as measured values', async () => {
  const context = await predictedContext()
  const architectures = Array.from({ length: 1000 }, (_, at) => ({ hash: space.hashOf(at * 400) }))
  const [measured] = [{ hash: KNOWN_HASH }]
  const time = (selection: object, items: object[]) => {
    const input = operations.query.input.parse({
      instance: 'test-instance',
      ...selection,
      architectures: items,
    })
    operations.query.handle(context, input)
    const started = performance.now()
    for (let round = 0; round < 20; round++) operations.query.handle(context, input)
    return (performance.now() - started) / 20
  }
  const table = time({ source: 'tabular' }, Array(1000).fill(measured))
  const predicted = time({ source: 'surrogate' }, architectures)
  const drawn = time({ source: 'surrogate', run: 'random' }, architectures)
  console.log(
    `1,000 answers: table ${table.toFixed(2)} ms, predictions ${predicted.toFixed(2)} ms, draws ${drawn.toFixed(2)} ms`,
  )
  expect(predicted).toBeLessThan(10 * table)
  expect(drawn).toBeLessThan(10 * table)
})
