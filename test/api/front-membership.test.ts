import { beforeAll, expect, test } from 'vitest'
import { predictedApp, predictedInstance } from '../support/predicted.ts'

interface Member {
  readonly hash: string
  readonly architectureId: number
  readonly membership: number
  readonly isOnMeanFront: boolean
  readonly values: readonly number[]
}

interface Answer {
  readonly worlds: number
  readonly candidates: number
  readonly lateShare: number | null
  readonly results: readonly Member[]
}

const CANDIDATES = 24
const OBJECTIVES = 'minimize=macs&maximize=validationAccuracy'
let answer: Answer

async function get(path: string): Promise<{ readonly status: number; readonly body: unknown }> {
  const response = await (await predictedApp()).request(`/v1/instances/${path}`)
  return { status: response.status, body: await response.json() }
}

beforeAll(async () => {
  const query = `${OBJECTIVES}&candidates=${CANDIDATES}&where=vertices<=4`
  const { body } = await get(`${predictedInstance.id}/pareto/membership?${query}`)
  answer = body as Answer
})

/** The true validation accuracy in a world, as look-ups give it. */
async function valueIn(world: number, hash: string): Promise<number> {
  const at = `${predictedInstance.id}/architectures/${hash}?source=world&world=${world}`
  const { body } = await get(at)
  const { metrics } = body as { metrics: { overallAccuracy: { validation: number } } }
  return metrics.overallAccuracy.validation
}

test('a membership is the share of worlds in which no other candidate dominates the cell', async () => {
  expect(answer.worlds).toBe(16)
  expect(answer.candidates).toBe(CANDIDATES)
  const { results } = answer
  expect(results.length).toBeGreaterThan(2)
  // Those that are on no front are not listed: they dominate nobody who is not dominated by others.
  const times = results.map(() => 0)
  for (let world = 0; world < answer.worlds; world++) {
    const values = await Promise.all(results.map(({ hash }) => valueIn(world, hash)))
    for (const [own, { values: means }] of results.entries()) {
      const [macs = 0] = means
      const isDominated = results.some((other, at) => {
        const [others = 0] = other.values
        const isAsGood = others <= macs && (values[at] as number) >= (values[own] as number)
        return isAsGood && (others < macs || (values[at] as number) > (values[own] as number))
      })
      if (!isDominated) times[own] = (times[own] as number) + 1
    }
  }
  expect(results.map(({ membership }) => membership * answer.worlds)).toEqual(times)
})

test('the likeliest come first, and the front of the means is marked', () => {
  const shares = answer.results.map(({ membership }) => membership)
  expect(shares).toEqual([...shares].sort((one, other) => other - one))
  expect(answer.results.some(({ isOnMeanFront }) => isOnMeanFront)).toBe(true)
  expect(answer.lateShare).toBeGreaterThanOrEqual(0)
  expect(answer.lateShare).toBeLessThan(1)
})

test('an instance whose surrogate has no worlds says so', async () => {
  const { status, body } = await get(`test-instance/pareto/membership?${OBJECTIVES}`)
  expect(status).toBe(404)
  expect(body).toMatchObject({
    code: 'not_evaluated',
    detail: expect.stringContaining('no worlds'),
  })
})

test('one objective is no front', async () => {
  const { status } = await get(`${predictedInstance.id}/pareto/membership?minimize=macs`)
  expect(status).toBe(400)
})
