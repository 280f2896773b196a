import { expect, test } from 'vitest'
import { predictedApp } from '../support/predicted.ts'
import { idOf, KNOWN_ID, SMALL, testServed } from '../support/served.ts'
import { rest, trpc } from '../support/transports.ts'

interface Front {
  objectives: { name: string; direction: string }[]
  compared: number
  size: number
  results: {
    architectureId: number
    source: string
    metrics: { overallAccuracy: Record<string, number>; latencyMs: number }
  }[]
}

const BASE = '/v1/instances/test-instance/pareto'

async function front(query: string): Promise<Front> {
  const response = await (await predictedApp()).request(`${BASE}?${query}`)
  expect([query, response.status]).toStrictEqual([query, 200])
  return (await response.json()) as Front
}

test('holds exactly what no other architecture dominates, from the best of the first objective', async () => {
  const query = 'minimize=latencyMs&maximize=testAccuracy&where=vertices=5,conv1x1=1&limit=10000'
  const { results, size, compared } = await front(query)
  const listed = await (await predictedApp()).request(
    '/v1/instances/test-instance/architectures?where=vertices=5&where=conv1x1=1',
    { headers: { Accept: 'application/x-ndjson' } },
  )
  const all = (await listed.text())
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Front['results'][number])
  const costs = ({ metrics }: Front['results'][number]): [number, number] => [
    metrics.latencyMs,
    -(metrics.overallAccuracy['test'] as number),
  ]
  const dominates = ([a, b]: [number, number], [c, d]: [number, number]) =>
    a <= c && b <= d && (a < c || b < d)
  const expected = all
    .filter((one) => !all.some((other) => dominates(costs(other), costs(one))))
    .sort((left, right) => costs(left)[0] - costs(right)[0] || costs(left)[1] - costs(right)[1])
  expect(results.length).toBeGreaterThan(1)
  expect(results).toStrictEqual(expected)
  expect({ size, compared }).toStrictEqual({ size: results.length, compared: all.length })
})

test('leaves out what lacks an objective, and holds what is measured beside what is predicted', async () => {
  const { space } = await testServed()
  const tabular = 'source=tabular&minimize=latencyMs&maximize=validationAccuracy'
  expect(await front(tabular)).toMatchObject({
    compared: 1,
    size: 1,
    results: [{ architectureId: idOf(space, SMALL), source: 'tabular' }],
  })
  const { results } = await front('minimize=latencyMs&maximize=testAccuracy')
  expect(results.map(({ source }) => source)).toContain('surrogate')
  expect(await front('source=tabular&minimize=latencyMs,testAccuracy')).toMatchObject({
    compared: 2,
    results: [{ architectureId: KNOWN_ID }],
  })
})

test('names its objectives by their long names, those to minimize first', async () => {
  const { objectives } = await front(
    'maximize=testAccuracy&minimize=latencyMs,macs&where=vertices=3',
  )
  expect(objectives).toStrictEqual([
    { name: 'latencyMs', direction: 'minimize' },
    { name: 'macs', direction: 'minimize' },
    { name: 'testOverallAccuracy', direction: 'maximize' },
  ])
})

test('several names are given with commas or one after the other', async () => {
  const once = await front('minimize=latencyMs,macs&where=vertices=4')
  expect(await front('minimize=latencyMs&minimize=macs&where=vertices=4')).toStrictEqual(once)
  const input = {
    instance: 'test-instance',
    minimize: ['latencyMs', 'macs'],
    where: ['vertices=4'],
  }
  const app = await predictedApp()
  expect((await rest(app, 'getParetoFront', input)).body).toStrictEqual(once)
  expect((await trpc(app, 'getParetoFront', input)).body).toStrictEqual(once)
})

test('is cut by its limit and still says how long it is', async () => {
  const query = 'minimize=macs&maximize=trainableParameters&where=vertices=4'
  const whole = await front(`${query}&limit=10000`)
  expect(whole.size).toBeGreaterThan(3)
  expect(whole.results).toHaveLength(whole.size)
  const cut = await front(`${query}&limit=2`)
  expect(cut).toStrictEqual({ ...whole, results: whole.results.slice(0, 2) })
})

test.each([
  ['no objectives', ''],
  ['one objective', 'minimize=latencyMs'],
  ['five objectives', 'minimize=latencyMs,macs,vertices&maximize=testAccuracy,trainAccuracy'],
  ['five to minimize', 'minimize=latencyMs,macs,vertices,edges,conv1x1'],
  ['the same objective twice', 'minimize=latencyMs,latencyMs'],
  ['an objective both ways', 'minimize=latencyMs&maximize=latencyMs'],
  ['an objective under two names', 'minimize=testAccuracy&maximize=testOverallAccuracy'],
  ['an objective that the instance does not have', 'minimize=latencyMs&maximize=testKappa'],
  ['an empty name', 'minimize=latencyMs,'],
  ['a direction in the name', 'minimize=latencyMs,-macs'],
  ['a cursor', 'minimize=latencyMs,macs&cursor=x'],
])('%s is request_invalid', async (_, query) => {
  const response = await (await predictedApp()).request(`${BASE}?${query}`)
  expect(response.status).toBe(400)
  expect(await response.json()).toMatchObject({ code: 'request_invalid' })
})
