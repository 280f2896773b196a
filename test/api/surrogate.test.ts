import { beforeAll, describe, expect, test } from 'vitest'
import type { z } from 'zod'
import type { operations } from '../../api/operations/operations.ts'
import { complexity } from '../../space/complexity.ts'
import type { Space } from '../../space/space.ts'
import {
  predictedApp,
  predictedInstance,
  predictedRelease,
  predictionTable,
} from '../support/predicted.ts'
import { idOf, KNOWN_HASH, KNOWN_ID, SMALL, UNEVALUATED } from '../support/served.ts'
import { testSpace } from '../support/space.ts'
import { rest, trpc } from '../support/transports.ts'

type Result = z.output<typeof operations.query.output>['results'][number]
type Answered = Exclude<Result, { error: unknown }>

let space: Space
beforeAll(async () => {
  space = await testSpace()
})

/** The same over both transports. */
async function query(selection: Record<string, unknown>, architectures: unknown[]) {
  const app = await predictedApp()
  const input = { instance: 'test-instance', ...selection, architectures }
  const { status, body } = await rest(app, 'query', input)
  expect(status).toBe(200)
  expect((await trpc(app, 'query', input)).body).toStrictEqual(body)
  return body as { epochs: number; results: Result[] }
}

async function ask(architecture: unknown, selection: Record<string, unknown> = {}) {
  const [result] = (await query(selection, [architecture])).results
  if (result === undefined || 'error' in result) throw new Error(JSON.stringify(result))
  return result
}

async function refused(architecture: unknown, selection: Record<string, unknown> = {}) {
  const [result] = (await query(selection, [architecture])).results
  if (result === undefined || !('error' in result)) throw new Error('This was answered.')
  return result.error
}

/** What the test surrogate says of `test-instance`. */
async function predictionOf(architectureId: number, epochs: number) {
  const { release } = predictedRelease(space)
  const table = release.instances[0]?.surrogate?.predictions.find((one) => one.epochs === epochs)
  const [validation, test_, latency] = (table?.means ?? []).map((one) => one[architectureId])
  const [a, b, c] = (table?.standardDeviations ?? []).map((one) => one[architectureId])
  return {
    metrics: {
      overallAccuracy: { train: null, validation, test: test_ },
      latencyMs: latency,
    },
    standardDeviation: { overallAccuracy: { train: null, validation: a, test: b }, latencyMs: c },
  }
}

describe('source auto', () => {
  test('answers from the table where there is a row, and else by the surrogate', async () => {
    const { results } = await query({}, [{ hash: KNOWN_HASH }, UNEVALUATED])
    const [measured, predicted] = results as Answered[]
    const app = await predictedApp()
    const tabular = await rest(app, 'query', {
      instance: 'test-instance',
      source: 'tabular',
      architectures: [{ hash: KNOWN_HASH }],
    })
    expect((tabular.body as { results: Result[] }).results).toStrictEqual([measured])
    expect(measured).toMatchObject({ source: 'tabular', runs: 1 })
    const id = idOf(space, UNEVALUATED)
    const shape = { height: 16, width: 16, channels: 4, classes: 5 }
    expect(predicted).toStrictEqual({
      hash: space.hashOf(id),
      architectureId: id,
      source: 'surrogate',
      run: 'mean',
      runs: 0,
      ...complexity(space.cellOf(id), shape),
      ...(await predictionOf(id, 108)),
      nearestMeasured: id % 5,
    })
  })

  test('looks at the budget that is asked: a row at another is none', async () => {
    expect(await ask({ hash: KNOWN_HASH }, { epochs: 36 })).toMatchObject({
      source: 'surrogate',
      ...(await predictionOf(KNOWN_ID, 36)),
    })
    expect(await ask(SMALL, { epochs: 4 })).toMatchObject({ source: 'tabular' })
    expect(await refused(UNEVALUATED, { epochs: 4 })).toMatchObject({ code: 'not_evaluated' })
  })

  test('does not predict a run: with a row that lacks it, and without a row', async () => {
    const lacking = await refused({ hash: KNOWN_HASH }, { run: 1 })
    expect(lacking).toMatchObject({
      code: 'not_evaluated',
      detail: expect.stringMatching(/1 run /),
    })
    for (const run of [0, 1, 2]) {
      const { code, detail } = await refused(UNEVALUATED, { run })
      expect(code).toBe('not_evaluated')
      expect(detail).toContain('ask for run mean or random')
    }
  })
})

describe('source tabular', () => {
  test('is never answered by the surrogate', async () => {
    for (const selection of [{}, { epochs: 36 }, { instance: 'predicted-instance' }]) {
      const error = await refused(UNEVALUATED, { ...selection, source: 'tabular' })
      expect(error.code).toBe('not_evaluated')
      expect(error.detail).not.toContain('surrogate')
    }
  })
})

describe('source surrogate', () => {
  test('predicts also where a row exists, and the same as where none does', async () => {
    expect(await ask({ hash: KNOWN_HASH }, { source: 'surrogate' })).toMatchObject({
      source: 'surrogate',
      run: 'mean',
      runs: 0,
      ...(await predictionOf(KNOWN_ID, 108)),
    })
    expect(await ask(UNEVALUATED, { source: 'surrogate' })).toStrictEqual(await ask(UNEVALUATED))
  })

  test('without one for the instance, or the budget, is not_evaluated', async () => {
    for (const selection of [{ instance: 'plain-instance' }, { epochs: 4 }]) {
      const error = await refused(SMALL, { ...selection, source: 'surrogate' })
      expect(error.code).toBe('not_evaluated')
    }
  })

  test('has no runs of its own', async () => {
    const error = await refused({ hash: KNOWN_HASH }, { source: 'surrogate', run: 0 })
    expect(error).toMatchObject({ code: 'not_evaluated' })
  })

  test('halfway is null where it was not predicted', async () => {
    const { metrics } = await ask(SMALL, { source: 'surrogate', halfway: true })
    expect(metrics).toStrictEqual({
      overallAccuracy: { train: null, validation: null, test: null },
    })
  })
})

describe('run random', () => {
  const random = { source: 'surrogate', run: 'random' }

  test('draws from the prediction, says so, and states the deviation it drew with', async () => {
    const mean = await ask(UNEVALUATED)
    const drawn = await ask(UNEVALUATED, { run: 'random', seed: 5 })
    expect(drawn).toMatchObject({
      source: 'surrogate',
      run: 'random',
      runs: 0,
      standardDeviation: mean.standardDeviation,
    })
    expect(drawn.metrics).not.toStrictEqual(mean.metrics)
    expect(await ask(UNEVALUATED, { run: 'random', seed: 5 })).toStrictEqual(drawn)
    expect((await ask(UNEVALUATED, { run: 'random', seed: 6 })).metrics).not.toStrictEqual(
      drawn.metrics,
    )
  })

  test('with source auto draws a run where there is a row', async () => {
    const drawn = await ask(SMALL, { run: 'random', seed: 5 })
    expect(drawn).toMatchObject({ source: 'tabular', run: expect.any(Number), runs: 3 })
  })

  // Published answers carry a seed, so what it draws may never change.
  test('draws the same on every machine and in every version', async () => {
    const { metrics } = await ask({ hash: KNOWN_HASH }, { ...random, seed: 1 })
    expect(metrics).toStrictEqual({
      overallAccuracy: { train: null, validation: 0.5952243208885193, test: 0.6946110129356384 },
      latencyMs: 0.8100924491882324,
    })
  })

  test('gives each architecture the same draw alone, in any batch and in any order', async () => {
    const hashes = Array.from({ length: 50 }, (_, at) => ({ hash: space.hashOf(at * 8000) }))
    const { results } = await query({ ...random, seed: 9 }, hashes)
    const backwards = await query({ ...random, seed: 9 }, hashes.toReversed())
    expect(backwards.results.toReversed()).toStrictEqual(results)
    expect(await ask(hashes[7], { ...random, seed: 9 })).toStrictEqual(results[7])
    const app = await predictedApp()
    const single = { instance: 'test-instance', ...random, seed: 9, ...hashes[7] }
    expect((await rest(app, 'getFitness', single)).body).toMatchObject(results[7] ?? {})
  })

  test('draws the measures of a budget together and each budget on its own', async () => {
    const hashes = Array.from({ length: 1000 }, (_, id) => ({ hash: space.hashOf(id) }))
    const scores = async (epochs: number) => {
      const [drawn, means] = await Promise.all(
        [{ ...random, seed: 2 }, { source: 'surrogate' }].map((one) =>
          query({ ...one, epochs }, hashes),
        ),
      )
      return ['validation', 'test'].map((split) =>
        (drawn?.results ?? []).map((result, at) => {
          const of = (one: Result | undefined, field: 'metrics' | 'standardDeviation') =>
            (one as unknown as Record<string, { overallAccuracy: Record<string, number> }>)[field]
              ?.overallAccuracy[split] ?? Number.NaN
          const mean = of(means?.results[at], 'metrics')
          return (of(result, 'metrics') - mean) / of(result, 'standardDeviation')
        }),
      )
    }
    const series = [...(await scores(108)), ...(await scores(36))]
    for (const [first, one] of series.entries()) {
      const squares = one.reduce((sum, z) => sum + z * z, 0) / one.length
      expect(Math.abs(squares - 1)).toBeLessThan(5 * Math.sqrt(2 / one.length))
      for (const other of series.slice(first + 1)) {
        const correlation = one.reduce((sum, z, at) => sum + z * (other[at] ?? 0), 0) / one.length
        // What lies below a bound falls where the other rises: ε moves its distance.
        const isSameBudget = first % 2 === 0 && other === series[first + 1]
        const expected = isSameBudget ? -0.5 : 0
        expect(Math.abs(correlation - expected)).toBeLessThan(5 / Math.sqrt(one.length))
      }
    }
  })
})

describe('an instance with predictions', () => {
  const instanceOf = async (instance: string) => {
    const app = await predictedApp()
    const { body } = await rest(app, 'getInstance', { instance })
    expect((await trpc(app, 'getInstance', { instance })).body).toStrictEqual(body)
    return body
  }

  test('has the budgets of both, and counts who answers what', async () => {
    expect(await instanceOf('test-instance')).toMatchObject({
      epochs: [4, 36, 108],
      runs: 3,
      architectures: { tabular: 3, surrogate: 423_621, total: 423_624 },
      surrogate: 'test-instance-1',
      completeness: 'partial',
    })
    expect(await instanceOf('plain-instance')).toMatchObject({
      architectures: { surrogate: 0 },
      surrogate: null,
    })
  })

  test('and nothing measured says so, and answers for every architecture', async () => {
    expect(await instanceOf('predicted-instance')).toMatchObject({
      epochs: [12],
      runs: 0,
      architectures: { tabular: 0, surrogate: 423_624, total: 423_624 },
      surrogate: 'predicted-instance-1',
      completeness: 'none',
      sources: [],
    })
    const ids = [0, 1000, 423_623]
    const selection = { instance: 'predicted-instance' }
    const { epochs, results } = await query(
      selection,
      ids.map((id) => ({ hash: space.hashOf(id) })),
    )
    expect(epochs).toBe(12)
    const names = ['overallAccuracy.validation', 'overallAccuracy.test', 'trainingTimeS']
    const { means } = predictionTable(predictedInstance, 12, { names, size: space.size })
    expect(results.map((result) => (result as Answered).metrics)).toStrictEqual(
      ids.map((id) => ({
        overallAccuracy: { validation: means[0]?.[id], test: means[1]?.[id] },
        trainingTimeS: means[2]?.[id],
      })),
    )
    expect(results).toMatchObject(ids.map(() => ({ source: 'surrogate', runs: 0 })))
  })

  test('has the complexity of its own input', async () => {
    const { body } = await rest(await predictedApp(), 'getArchitecture', { hash: KNOWN_HASH })
    expect(Object.keys((body as { complexity: object }).complexity)).toContain('predicted-instance')
  })
})
