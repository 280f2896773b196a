import { expect, test } from 'vitest'
import { operations } from '../../api/operations/operations.ts'
import { predictedApp } from '../support/predicted.ts'

const ask = async (path: string) => {
  const response = await (await predictedApp()).request(`/v1/instances/${path}`)
  return { status: response.status, body: (await response.json()) as unknown }
}

const populationOf = async (path: string) =>
  operations.getInitialPopulation.output.parse((await ask(path)).body)

test('a transfer tells its worth beside the sample and beside the own clusters', async () => {
  const of = 'predicted-instance/initial-population?size=6&sample=50&seed=2'
  const own = await populationOf(of)
  expect(own.worth.own).toBe(own.worth.population)
  expect(own.results.length).toBeGreaterThan(1)
  expect(own.results.length).toBeLessThanOrEqual(6)
  const random = await populationOf(`${of}&method=random`)
  expect(random).toMatchObject({ indices: null, worth: { sample: own.worth.sample } })
  expect(random.results).toHaveLength(6)
  const transferred = await populationOf(
    'plain-instance/initial-population?from=predicted-instance&size=6&sample=50&seed=2',
  )
  expect(transferred.results).toStrictEqual(own.results)
  expect(transferred.worth).toStrictEqual({ population: null, sample: null, own: null })
})

test.each([
  ['predicted-instance/initial-population?size=30&sample=20', 400, 'request_invalid'],
  ['predicted-instance/initial-population?measure=colour', 400, 'request_invalid'],
  ['predicted-instance/initial-population?source=world', 400, 'request_invalid'],
  ['predicted-instance/initial-population?source=tabular', 404, 'not_evaluated'],
  ['predicted-instance/initial-population?from=none', 404, 'instance_not_found'],
])('%s is refused with %d %s', async (path, status, code) => {
  const refused = await ask(path)
  expect(refused).toMatchObject({ status, body: { code } })
})

test('what no measure can be called is refused before it is looked for', async () => {
  const { body } = await ask(`predicted-instance/initial-population?measure=${'a'.repeat(100)}`)
  expect(body).toMatchObject({ detail: expect.stringContaining('The name of a measure') })
})
