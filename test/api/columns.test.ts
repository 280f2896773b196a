import { expect, test } from 'vitest'
import { measureName } from '../../fitness/measure.ts'
import { exampleApp, exampleServed } from '../support/example-release.ts'

// A release with invented measurements and predictions of every architecture.
const ID = 'so2sat-lcz42'

async function column(name: string, query = '') {
  const app = await exampleApp()
  const response = await app.request(`/v1/instances/${ID}/columns/${name}${query}`)
  const bytes = await response.arrayBuffer()
  return { response, values: response.ok ? new Float64Array(bytes) : new Float64Array() }
}

interface Listed {
  results: { architectureId: number; source: string; trainableParameters: number; metrics: never }[]
}

async function listed(query: string): Promise<Listed['results']> {
  const app = await exampleApp()
  const response = await app.request(`/v1/instances/${ID}/architectures?${query}`)
  return ((await response.json()) as Listed).results
}

test('a column has one number an architecture, the same as the listing', async () => {
  const { values, response } = await column('testAccuracy')
  expect(response.headers.get('Content-Type')).toBe('application/octet-stream')
  expect(values).toHaveLength(423_624)
  for (const query of ['limit=50', 'source=tabular', 'sort=-testAccuracy&limit=50']) {
    for (const { architectureId, metrics } of await listed(query)) {
      const { overallAccuracy } = metrics as { overallAccuracy: { test: number | null } }
      expect(values[architectureId]).toBe(overallAccuracy.test ?? Number.NaN)
    }
  }
})

test('a measured column has a number for what was measured, and NaN for all others', async () => {
  const { values } = await column('latencyMs', '?source=tabular')
  const rows = await listed('source=tabular&where=latencyMs>=0')
  expect(rows.length).toBeGreaterThan(0)
  const known = [...values.keys()].filter((id) => !Number.isNaN(values[id] as number))
  expect(known).toStrictEqual(rows.map(({ architectureId }) => architectureId))
})

test('a column of standard deviations is that of the predictions', async () => {
  const { values } = await column('testAccuracy', '?statistic=standardDeviation')
  const served = await exampleServed()
  const view = served.release.instances.get(ID)
  const predictions = [...(view?.predictions.values() ?? [])].at(-1)
  const place = predictions?.packed.measures.findIndex(
    (measure) => measureName(measure) === 'overallAccuracy.test',
  )
  if (predictions === undefined || place === undefined) throw new Error('Nothing is predicted')
  for (const id of [1, 1000, 400_000])
    expect(values[id]).toBe(predictions.packed.deviationOf(place, id))
})

test('a number that the instance does not have is refused, with what it has', async () => {
  const app = await exampleApp()
  const response = await app.request(`/v1/instances/${ID}/columns/speed`)
  expect(response.status).toBe(400)
  expect(await response.json()).toMatchObject({
    code: 'request_invalid',
    errors: [{ pointer: '/column', detail: expect.stringContaining('latencyMs') }],
  })
})

test('a column is not sent again to who has it', async () => {
  const { response } = await column('vertices')
  const app = await exampleApp()
  const again = await app.request(`/v1/instances/${ID}/columns/vertices`, {
    headers: { 'If-None-Match': response.headers.get('ETag') ?? '' },
  })
  expect(again.status).toBe(304)
})
