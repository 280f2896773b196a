import { expect, test } from 'vitest'
import { predictedApp } from '../support/predicted.ts'
import { testApp } from '../support/served.ts'

interface Source {
  count: number
  missing: number
  min: number | null
  max: number | null
  mean: number | null
  standardDeviation: number | null
  quantiles: { probability: number; value: number }[]
  histogram: { edges: number[]; counts: number[] } | null
}
interface Answer {
  architectures: { tabular: number; surrogate: number }
  results: { name: string; unit: string; tabular: Source | null; surrogate: Source | null }[]
}

async function statistics(query: string, instance = 'test-instance'): Promise<Answer> {
  const response = await (await predictedApp()).request(
    `/v1/instances/${instance}/statistics?${query}`,
  )
  expect([query, response.status]).toStrictEqual([query, 200])
  return (await response.json()) as Answer
}

const of = ({ results }: Answer, name: string) => results.find((one) => one.name === name)

test('has every measure of the instance, then parameters and multiply-accumulates, with units', async () => {
  const { results } = await statistics('source=tabular')
  expect(results.map(({ name, unit }) => `${name} ${unit}`)).toStrictEqual([
    'trainOverallAccuracy fraction',
    'validationOverallAccuracy fraction',
    'testOverallAccuracy fraction',
    'latencyMs millisecond',
    'trainableParameters count',
    'macs count',
  ])
})

test('tells of the measured values what they are', async () => {
  const answer = await statistics('source=tabular&bins=2')
  expect(answer.architectures).toStrictEqual({ tabular: 2, surrogate: 0 })
  const { tabular, surrogate } = of(answer, 'testOverallAccuracy') ?? {}
  expect(surrogate).toBeNull()
  expect(tabular).toMatchObject({ count: 2, missing: 0, min: 1 / 3, max: 0.5 })
  expect(tabular?.mean).toBeCloseTo(5 / 12, 12)
  expect(tabular?.standardDeviation).toBeCloseTo(1 / 6 / Math.SQRT2, 12)
  expect(tabular?.quantiles.find(({ probability }) => probability === 0.5)?.value).toBeCloseTo(
    5 / 12,
    12,
  )
  expect(tabular?.histogram?.counts).toStrictEqual([1, 1])
  expect(tabular?.histogram?.edges).toHaveLength(3)
})

test('never mixes measured and predicted values', async () => {
  const total = 423_624
  const auto = await statistics('')
  expect(auto.architectures).toStrictEqual({ tabular: 2, surrogate: total - 2 })
  const own = of(auto, 'testOverallAccuracy')
  expect(own?.tabular?.count).toBe(2)
  expect(own?.surrogate?.count).toBe(total - 2)
  const predicted = await statistics('source=surrogate')
  expect(predicted.architectures).toStrictEqual({ tabular: 0, surrogate: total })
  expect(of(predicted, 'testOverallAccuracy')).toMatchObject({
    tabular: null,
    surrogate: { count: total, missing: 0 },
  })
  const counts = own?.surrogate?.histogram?.counts ?? []
  expect(counts).toHaveLength(20)
  expect(counts.reduce((sum, one) => sum + one, 0)).toBe(total - 2)
})

test('counts what is missing and tells nothing of it', async () => {
  const { tabular, surrogate } = of(await statistics(''), 'trainOverallAccuracy') ?? {}
  expect(tabular).toMatchObject({ count: 1, missing: 1, standardDeviation: null })
  expect(surrogate).toStrictEqual({
    count: 0,
    missing: 423_622,
    min: null,
    max: null,
    mean: null,
    standardDeviation: null,
    quantiles: [],
    histogram: null,
  })
})

test('is of what the bounds leave', async () => {
  const answer = await statistics('where=vertices<=3,testAccuracy>=0.45')
  expect(answer.architectures.tabular).toBe(1)
  const { tabular, surrogate } = of(answer, 'testOverallAccuracy') ?? {}
  expect(tabular?.count).toBe(1)
  expect(surrogate?.min).toBeGreaterThanOrEqual(0.45)
  expect(answer.architectures.surrogate).toBeLessThan(12)
})

test('of nothing is empty', async () => {
  const answer = await statistics('source=tabular&epochs=36')
  expect(answer.architectures).toStrictEqual({ tabular: 0, surrogate: 0 })
  expect(of(answer, 'latencyMs')?.tabular).toMatchObject({ count: 0, missing: 0, histogram: null })
})

test.each(['bins=0', 'bins=201', 'bins=1.5', 'sort=latencyMs', 'where=trainKappa>=1'])(
  '%s is request_invalid',
  async (query) => {
    const response = await (await testApp()).request(
      `/v1/instances/test-instance/statistics?${query}`,
    )
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ code: 'request_invalid' })
  },
)
