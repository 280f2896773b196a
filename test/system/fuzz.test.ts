import { expect, test } from 'vitest'
import { fuzz } from '../../soak/fuzz/run.ts'
import { fuzzedService } from '../../soak/fuzz/service.ts'

test('of 600 generated requests, valid and not, none is answered 5xx or against its schema', async () => {
  const service = await fuzzedService()
  try {
    const { statuses, failures } = await fuzz({ ...service, requests: 600, seed: 7 })
    expect(failures).toStrictEqual([])
    const kinds = new Set([...statuses.keys()].map((status) => Math.floor(status / 100)))
    // 304 comes too seldom to be among so few.
    expect([...kinds].filter((kind) => kind !== 3).sort()).toStrictEqual([0, 2, 4])
    expect(statuses.get(200)).toBeGreaterThan(150)
  } finally {
    await service.close()
  }
}, 600_000)
