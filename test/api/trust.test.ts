import { expect, test } from 'vitest'
import { operations } from '../../api/operations/operations.ts'
import { settle } from '../../api/operations/run-cooperatively.ts'
import { predictedContext, WITHHELD } from '../support/predicted.ts'
import { KNOWN_HASH } from '../support/served.ts'
import { testSpace } from '../support/space.ts'

const INSTANCE = 'test-instance'

async function list(selection: object) {
  const { input, handle } = operations.listFitness
  const parsed = input.parse({ instance: INSTANCE, ...selection })
  return settle(handle(await predictedContext(), parsed))
}

async function look(selection: object) {
  const input = { instance: INSTANCE, hash: KNOWN_HASH, source: 'surrogate', ...selection }
  const { getFitness } = operations
  const context = await predictedContext()
  const parsed = getFitness.input.parse(input)
  const answer = getFitness.handle(context, parsed)
  // Both ways of writing an answer are one answer.
  expect(JSON.parse(getFitness.json?.(context, parsed) as string)).toStrictEqual(answer)
  return answer
}

test('a prediction tells its distance to what was measured, a measured value has none', async () => {
  const space = await testSpace()
  expect((await look({})).nearestMeasured).toBe(space.idOfHash(KNOWN_HASH) % 5)
  expect((await look({ source: 'auto' })).nearestMeasured).toBeNull()
})

test('the deviation that was asked for is echoed where it is not that of a run', async () => {
  expect(await look({})).not.toHaveProperty('deviation')
  const [run, mean, truth] = [
    await look({}),
    await look({ deviation: 'mean' }),
    await look({ deviation: 'truth' }),
  ]
  expect([mean.deviation, truth.deviation]).toEqual(['mean', 'truth'])
  const latency = [run, mean, truth].map((one) => one.standardDeviation?.['latencyMs'] as number)
  expect(latency).toEqual(latency.toSorted((left, right) => right - left))
  expect(new Set(latency).size).toBe(3)
  expect(mean.metrics).toEqual(run.metrics)
})

test('a listing bounds the distance, lets measured rows pass, and sorts by it', async () => {
  const page = await list({ where: ['nearestMeasured<=1'], sort: '-nearestMeasured', limit: 1000 })
  expect(page.results.every(({ nearestMeasured }) => nearestMeasured === 1)).toBe(true)
  const measured = await list({ source: 'tabular', limit: 1000 })
  const passed = await list({ source: 'tabular', where: ['nearestMeasured<=0'], limit: 1000 })
  expect(passed.results).toEqual(measured.results)
  const deviating = await list({ deviation: 'truth', limit: 1 })
  expect(deviating.deviation).toBe('truth')
})

test('an instance lists what its surrogate withholds, with the reason', async () => {
  const { getInstance } = operations
  const context = await predictedContext()
  expect(getInstance.handle(context, { instance: INSTANCE }).withheld).toEqual(WITHHELD)
})
