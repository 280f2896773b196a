import { setImmediate as startImmediate } from 'node:timers'
import { setImmediate } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { beforeAll, describe, expect, test } from 'vitest'
import { buildApp } from '../../api/http/app.ts'
import { DEFAULT_SETTINGS } from '../../api/http/service.ts'
import type { Context, Served } from '../../api/operations/context.ts'
import { type AnyOperation, prepared } from '../../api/operations/operation.ts'
import { operations } from '../../api/operations/operations.ts'
import { settle } from '../../api/operations/run-cooperatively.ts'
import { worldAt } from '../../api/operations/worlds.ts'
import { predictedInstance, predictedServed } from '../support/predicted.ts'
import { contextFor, KNOWN_HASH, KNOWN_ID, memoryLog, post, testServed } from '../support/served.ts'
import { worldsFor } from '../support/world-model.ts'

const IN_WORLD = { instance: predictedInstance.id, source: 'world' } as const
const OTHER_ID = 17

/** By whole world that was computed: its columns, as long as somebody holds them. */
const computed: WeakRef<Float32Array>[][] = []

let served: Served
let context: Context

beforeAll(async () => {
  const without = await predictedServed()
  const view = without.release.instances.get(predictedInstance.id)
  const tables = [...(view?.predictions.values() ?? [])].map(({ packed }) => packed)
  served = {
    ...without,
    readWorlds: async () => worldsFor(predictedInstance.id, tables),
    // True values of two architectures; all others are 0.
    computeWorld: async ({ epochs, seed, predictions }) => {
      if (view === undefined) throw new Error('No view')
      const world = worldAt(without.space, { view, epochs, seed })
      const columns = predictions.measures.map(() => new Float32Array(without.space.size))
      for (const id of [KNOWN_ID, OTHER_ID]) {
        const values = world?.valuesAt(id, null)
        for (const [at, column] of columns.entries()) column[id] = values?.[at] as number
      }
      computed.push(columns.map((column) => new WeakRef(column)))
      return columns
    },
  }
  context = contextFor(served)
})

async function answered(operation: AnyOperation, asked: object): Promise<Record<string, unknown>> {
  const input = operation.input.parse(asked)
  return JSON.parse(
    JSON.stringify(
      await prepared(operation, { context, input }, () => settle(operation.handle(context, input))),
    ),
  )
}

const fitnessIn = (world: number, more: object = {}) =>
  answered(operations.getFitness, { ...IN_WORLD, hash: KNOWN_HASH, world, ...more })

const left = (answer: Response) =>
  Number(/r=(\d+)/.exec(answer.headers.get('RateLimit') ?? '')?.[1])

describe('the source world', () => {
  test('names the release and the world that answered', async () => {
    const fitness = await fitnessIn(4_294_967_295)
    expect(fitness).toMatchObject({
      release: served.release.id,
      world: 4_294_967_295,
      source: 'world',
      run: 'mean',
      runs: 0,
      standardDeviation: null,
      nearestMeasured: KNOWN_ID % 5,
    })
    expect(Object.keys(fitness['metrics'] as object)).toEqual(['overallAccuracy', 'trainingTimeS'])
  })

  test('gives the same values in another order, and others in another world', async () => {
    const [first, other, again] = [await fitnessIn(1), await fitnessIn(2), await fitnessIn(1)]
    expect(again).toEqual(first)
    expect(other['metrics']).not.toEqual(first['metrics'])
    const query = await answered(operations.query, {
      ...IN_WORLD,
      world: 1,
      architectures: [{ hash: served.space.hashOf(OTHER_ID) }, { hash: KNOWN_HASH }],
    })
    const { release: _, instance: __, epochs: ___, world: ____, ...own } = first
    expect((query['results'] as object[])[1]).toEqual(own)
  })

  test('adds the noise of a run by its number, and none to the true value', async () => {
    const [truth, first, second] = [
      await fitnessIn(1),
      await fitnessIn(1, { run: 0 }),
      await fitnessIn(1, { run: 1 }),
    ]
    expect(await fitnessIn(1, { run: 0 })).toEqual(first)
    const values = [truth, first, second].map(({ metrics }) => JSON.stringify(metrics))
    expect(new Set(values).size).toBe(3)
    expect(first['run']).toBe(0)
  })

  test('draws a run with a seed', async () => {
    const drawn = await fitnessIn(1, { run: 'random', seed: 5 })
    expect(await fitnessIn(1, { run: 'random', seed: 5 })).toEqual(drawn)
    expect((await fitnessIn(1, { run: 'random', seed: 6 }))['metrics']).not.toEqual(
      drawn['metrics'],
    )
  })

  test('lists, ranks and describes the same values', async () => {
    const own = (await fitnessIn(3))['metrics'] as { overallAccuracy: { test: number } }
    const listed = await answered(operations.listFitness, {
      ...IN_WORLD,
      world: 3,
      sort: '-testAccuracy',
      limit: 2,
    })
    const rows = listed['results'] as { architectureId: number; metrics: unknown }[]
    expect(listed['world']).toBe(3)
    expect(rows.map(({ architectureId }) => architectureId).sort()).toEqual([OTHER_ID, KNOWN_ID])
    expect(rows.find(({ architectureId }) => architectureId === KNOWN_ID)?.metrics).toEqual(own)
    const front = await answered(operations.getParetoFront, {
      ...IN_WORLD,
      world: 3,
      maximize: ['testAccuracy', 'validationAccuracy'],
    })
    expect(front).toMatchObject({ world: 3, compared: served.space.size })
    const statistics = await answered(operations.getStatistics, { ...IN_WORLD, world: 3 })
    expect(statistics).toMatchObject({
      world: 3,
      architectures: { tabular: 0, surrogate: served.space.size },
    })
  })

  test('answers look-ups from the whole world once it is in memory, with the same bits', async () => {
    const drawn = await fitnessIn(11)
    const ofRun = await fitnessIn(11, { run: 0 })
    await answered(operations.listFitness, { ...IN_WORLD, world: 11, limit: 1 })
    expect(await fitnessIn(11)).toEqual(drawn)
    expect(await fitnessIn(11, { run: 0 })).toEqual(ofRun)
    const other = {
      ...IN_WORLD,
      world: 11,
      architectures: [{ hash: served.space.hashOf(KNOWN_ID + 1) }],
    }
    const [inMemory] = (await answered(operations.query, other))['results'] as object[]
    // The world that is computed above is 0 here; a draw would not be.
    expect(inMemory).toMatchObject({ metrics: { overallAccuracy: { test: 0 } } })
  })

  test('keeps no values of all architectures beyond those of the last two worlds', async () => {
    const ofQuery = () => {
      const { json, input } = operations.query
      const hash = served.space.hashOf(KNOWN_ID + 1)
      const parsed = input.parse({ ...IN_WORLD, world: 21, architectures: [{ hash }] })
      return JSON.parse(String(json?.(context, parsed))).results[0].metrics.overallAccuracy.test
    }
    const compute = (world: number) =>
      answered(operations.listFitness, { ...IN_WORLD, world, limit: 1 })
    await fitnessIn(21)
    const drawn = ofQuery()
    await compute(21)
    // As computed above; a draw is not 0.
    expect(ofQuery()).toBe(0)
    await compute(22)
    await compute(23)
    expect(ofQuery()).toBe(drawn)
  })

  test('lets go of the values of all architectures when other worlds come', async () => {
    setFlagsFromString('--expose-gc')
    const collect = runInNewContext('gc') as () => void
    const before = computed.length
    for (const world of [31, 32, 33, 34]) {
      await answered(operations.listFitness, {
        ...IN_WORLD,
        world,
        sort: '-testAccuracy',
        limit: 1,
      })
      await answered(operations.getStatistics, { ...IN_WORLD, world })
      const { json } = operations.query
      for (const run of ['mean', 0]) {
        const asked = { ...IN_WORLD, world, run, architectures: [{ hash: KNOWN_HASH }] }
        json?.(context, operations.query.input.parse(asked))
      }
    }
    const ofWorlds = computed.slice(before)
    // A WeakRef holds what it was made of until the turn ends.
    await setImmediate()
    collect()
    const alive = ofWorlds.map((values) => values.filter((column) => column.deref()).length)
    expect(alive).toEqual([0, 0, alive[2], alive[2]])
    expect(alive[2]).toBeGreaterThan(0)
  })

  test('is answered over REST as by the operation', async () => {
    const app = buildApp(() => served, memoryLog())
    const path = `/v1/instances/${predictedInstance.id}/architectures/${KNOWN_HASH}`
    const response = await app.request(`${path}?source=world&world=9`)
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual(await fitnessIn(9))
    const refused = await app.request(`${path}?source=world&world=4294967296`)
    expect(refused.status).toBe(400)
  })

  test.each(['/v1/query', '/trpc/query'])(
    'hundreds of look-ups with %s count what they cost, and the loop turns meanwhile',
    async (path) => {
      const settings = { ...DEFAULT_SETTINGS, rateLimit: 1000 }
      const app = buildApp(() => served, memoryLog(), settings)
      const ask = (count: number) => {
        const hashes = Array.from({ length: count }, (_, id) => ({ hash: served.space.hashOf(id) }))
        return app.request(path, post({ ...IN_WORLD, world: 31, architectures: hashes }))
      }
      const before = left(await ask(1))
      let [turns, isAnswering] = [0, true]
      const turn = () => {
        turns++
        if (isAnswering) startImmediate(turn)
      }
      startImmediate(turn)
      const answer = await ask(400)
      isAnswering = false
      expect(answer.status).toBe(200)
      expect(before - left(answer)).toBe(1 + 200)
      expect(turns).toBeGreaterThanOrEqual(19)
    },
  )

  test('a whole world is charged what it costs, computed once, and nobody else waits for it', async () => {
    const finished = new Map<number, () => void>()
    const { computeWorld } = served
    const slow: Served = {
      ...served,
      computeWorld: async (request) => {
        await new Promise<void>((done) => finished.set(request.seed, done))
        return (await computeWorld?.(request)) ?? []
      },
    }
    const app = buildApp(() => slow, memoryLog(), { ...DEFAULT_SETTINGS, rateLimit: 100_000 })
    const statistics = (query: string) =>
      app.request(`/v1/instances/${predictedInstance.id}/statistics?${query}`)
    const before = left(await statistics('source=surrogate'))
    // As many as there are heavy slots, and one more.
    const asked = [101, 101, 102].map((world) => statistics(`source=world&world=${world}`))
    await expect.poll(() => [...finished.keys()]).toEqual([101])
    expect((await statistics('source=surrogate')).status).toBe(200)
    finished.get(101)?.()
    await expect.poll(() => [...finished.keys()]).toEqual([101, 102])
    finished.get(102)?.()
    const answers = await Promise.all(asked)
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
    const after = left(await statistics('source=world&world=102'))
    expect(before - after).toBeGreaterThan(3 * 7000)
  })

  test('a whole world that nobody waits for any more is stopped, and computed when it is asked for again', async () => {
    const started: number[] = []
    const { computeWorld } = served
    const watched: Served = {
      ...served,
      computeWorld: async (request) => {
        started.push(request.seed)
        // As a computation does between two steps.
        while (started.length === 1) {
          await setImmediate()
          if (request.callers.hasLeft()) throw new Error('stopped')
        }
        return (await computeWorld?.(request)) ?? []
      },
    }
    const [first, second] = [{ left: false }, { left: false }]
    const own = contextFor(watched)
    const input = operations.getStatistics.input.parse({ ...IN_WORLD, world: 201 })
    const ask = (who: { left: boolean }) =>
      operations.getStatistics.prepare?.(own, input)?.run({ hasLeft: () => who.left })
    const asked = [ask(first), ask(second)]
    await expect.poll(() => started).toEqual([201])
    first.left = true
    for (let turn = 0; turn < 20; turn++) await setImmediate()
    expect(started).toEqual([201])
    second.left = true
    for (const one of asked) await expect(one).rejects.toThrow('stopped')
    await ask({ left: false })
    expect(started).toEqual([201, 201])
    expect(operations.getStatistics.prepare?.(own, input)).toBeUndefined()
  })

  test('a whole world whose turn comes when nobody waits any more is not begun', async () => {
    const started: number[] = []
    let finish = () => {}
    const slow: Served = {
      ...served,
      computeWorld: async ({ seed, predictions }) => {
        started.push(seed)
        if (seed === 301) await new Promise<void>((done) => (finish = done))
        return predictions.measures.map(() => new Float32Array(served.space.size))
      },
    }
    const own = contextFor(slow)
    const ask = (world: number, caller = { hasLeft: () => false }) =>
      operations.getStatistics
        .prepare?.(own, operations.getStatistics.input.parse({ ...IN_WORLD, world }))
        ?.run(caller)
    let left = false
    const first = ask(301)
    await expect.poll(() => started).toEqual([301])
    const abandoned = ask(302, { hasLeft: () => left })
    left = true
    finish()
    await first
    await expect(abandoned).rejects.toThrow('The client left')
    expect(started).toEqual([301])
  })

  test('says what is missing where no surrogate predicts, and where its file is away', async () => {
    const plain = contextFor(await testServed())
    const input = operations.getFitness.input.parse({
      instance: 'test-instance',
      hash: KNOWN_HASH,
      source: 'world',
    })
    expect(() => operations.getFitness.handle(plain, input)).toThrow(/No surrogate predicts/)
    const away = contextFor(await predictedServed())
    const own = operations.getFitness.input.parse({ ...IN_WORLD, hash: KNOWN_HASH, world: 1 })
    expect(() => operations.getFitness.handle({ ...away, release: bare(away) }, own)).toThrow(
      /model file/,
    )
  })
})

/** The same release with predictions that nobody has prepared worlds of. */
function bare({ release }: Context): Context['release'] {
  const instances = [...release.instances].map(([id, view]) => {
    const predictions = [...view.predictions].map(
      ([epochs, own]) => [epochs, { ...own, packed: { ...own.packed } }] as const,
    )
    return [id, { ...view, predictions: new Map(predictions) }] as const
  })
  return { ...release, instances: new Map(instances) }
}
