import { beforeAll, beforeEach, expect, test } from 'vitest'
import type { Client, Outputs } from '../../client/index.ts'
import { trainingBudget } from '../../client/training-budget.ts'

// Answers as the service gives them, with times that are easy to add up.
const times: Record<string, number | null> = { a: 100, b: 30, c: 50, unknown: null }
let asked: unknown[] = []
let client: Pick<Client, 'query'>

beforeAll(() => {
  client = {
    query: async (input) => {
      asked.push(input)
      const results = input.architectures.map((architecture) => {
        const hash = String((architecture as { hash?: string }).hash)
        return hash in times
          ? { hash, metrics: { trainingTimeS: times[hash] ?? null } }
          : { error: { code: 'not_evaluated', detail: 'No row.' } }
      })
      return { release: 'r', instance: 'i', epochs: 109, results } as unknown as Outputs['query']
    },
  }
})
beforeEach(() => {
  asked = []
})

const hashes = (...names: string[]) => names.map((hash) => ({ hash }))

test('trainings, epochs and seconds add up, and go back to nothing', async () => {
  const budget = trainingBudget(client, { instance: 'i', epochs: 109 })
  await budget.trainAll(hashes('a', 'b', 'a'))
  const { startedS, finishedS } = await budget.train({ hash: 'c' })
  expect([startedS, finishedS]).toStrictEqual([230, 280])
  expect(budget.counters()).toStrictEqual({
    trainings: 4,
    epochs: 436,
    trainingTimeS: 280,
    wallClockS: 280,
    withoutTrainingTime: 0,
  })
  expect(asked.length).toBe(2)
  budget.reset()
  expect(budget.counters()).toMatchObject({
    trainings: 0,
    epochs: 0,
    trainingTimeS: 0,
    wallClockS: 0,
  })
})

test('of several workers the one that is free first takes the next training', async () => {
  const budget = trainingBudget(client, { instance: 'i' }, { workers: 2 })
  const trainings = await budget.trainAll(hashes('a', 'b', 'c', 'b'))
  expect(trainings.map(({ startedS, finishedS }) => [startedS, finishedS])).toStrictEqual([
    [0, 100],
    [0, 30],
    [30, 80],
    [80, 110],
  ])
  expect(budget.counters()).toMatchObject({ trainingTimeS: 210, wallClockS: 110 })
  expect(() => trainingBudget(client, { instance: 'i' }, { workers: 0 })).toThrow('workers is 0')
})

test('a training that stops halfway counts half of the epochs, rounded down', async () => {
  const budget = trainingBudget(client, { instance: 'i', halfway: true })
  await budget.train({ hash: 'a' })
  expect(budget.counters().epochs).toBe(54)
})

test('a training without a known time is counted, and no time is made up for it', async () => {
  const budget = trainingBudget(client, { instance: 'i' })
  expect(await budget.train({ hash: 'unknown' })).toMatchObject({ startedS: null, finishedS: null })
  expect(budget.counters()).toMatchObject({
    trainings: 1,
    trainingTimeS: 0,
    withoutTrainingTime: 1,
  })
})

test('what is not there fails and spends nothing', async () => {
  const budget = trainingBudget(client, { instance: 'i' })
  await expect(budget.trainAll(hashes('a', 'nowhere'))).rejects.toMatchObject({
    code: 'not_evaluated',
    status: 404,
  })
  expect(budget.counters().trainings).toBe(0)
})
