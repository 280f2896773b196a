import { expect, test } from 'vitest'
import { DISTANCE_ROW } from '../../api/operations/downloads.ts'
import { exampleApp, exampleServed } from '../support/example-release.ts'

const DISTANCE_BYTES = DISTANCE_ROW.bytes
const AT = '/v1/instances/so2sat-lcz42/landscape'

interface Structure {
  distance: {
    best: { architectureId: number }
    levels: { distance: number; architectures: number }[]
  }
}

async function asked(path: string): Promise<Response> {
  return (await exampleApp()).request(AT + path)
}

test('each architecture has the beginning of its hash and its distance from the best', async () => {
  const response = await asked('/distances?measure=testAccuracy')
  expect(response.headers.get('Content-Type')).toBe('application/octet-stream')
  const bytes = new Uint8Array(await response.arrayBuffer())
  const { space } = await exampleServed()
  expect(bytes).toHaveLength(DISTANCE_BYTES * space.size)
  for (const id of [0, 1, 200_000, space.size - 1]) {
    const own = bytes.subarray(DISTANCE_BYTES * id, DISTANCE_BYTES * id + 6)
    expect(Buffer.from(own).toString('hex')).toBe(space.hashOf(id).slice(0, 12))
  }
  const structure = (await (await asked('/structure?measure=testAccuracy')).json()) as Structure
  const counts = new Map<number, number>()
  for (let at = 6; at < bytes.length; at += DISTANCE_BYTES) {
    const distance = bytes[at] as number
    counts.set(distance, (counts.get(distance) ?? 0) + 1)
  }
  const { best, levels } = structure.distance
  expect(bytes[DISTANCE_BYTES * best.architectureId + 6]).toBe(0)
  expect(counts.get(0)).toBe(1)
  for (const { distance, architectures } of levels) {
    expect(counts.get(distance)).toBe(architectures)
  }
}, 60_000)

test('the loop turns while distances are counted', async () => {
  const path = '/distances?measure=testAccuracy'
  await asked(path) // the graph is opened
  let [turns, isAnswering] = [0, true]
  const turn = () => {
    turns++
    if (isAnswering) setImmediate(turn)
  }
  setImmediate(turn)
  const response = await asked(path)
  isAnswering = false
  expect(response.status).toBe(200)
  // Once for each 8,192 of 423,624 architectures.
  expect(turns).toBeGreaterThanOrEqual(52)
})

test('the first six bytes tell all hashes apart', async () => {
  const { space } = await exampleServed()
  let before = ''
  for (let id = 0; id < space.size; id++) {
    const own = space.hashOf(id).slice(0, 12)
    if (own === before) expect.fail(`${own} begins two hashes`)
    before = own
  }
})

test('distances of a landscape that is not there are refused as the landscape is', async () => {
  const response = await asked('/distances?measure=testAccuracy&source=tabular')
  expect(response.status).toBe(404)
  expect(await response.json()).toMatchObject({ code: 'not_evaluated' })
})
