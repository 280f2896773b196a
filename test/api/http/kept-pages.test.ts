import { expect, test } from 'vitest'
import { buildApp } from '../../../api/http/app.ts'
import { keeper } from '../../../api/http/pages/keeper.ts'
import { clientLeft } from '../../../api/operations/errors.ts'
import { predictedInstance, predictedServed } from '../../support/predicted.ts'
import { contextFor, memoryLog, testServed } from '../../support/served.ts'

test('who waits for what another client began gets it also when that one leaves', async () => {
  const remember = keeper()(contextFor(await testServed()))
  let leave = () => {}
  const begun = remember('key', async () => {
    await new Promise<void>((resolve) => (leave = resolve))
    throw clientLeft()
  })
  let made = 0
  const make = async () => ++made
  const waiting = [remember('key', make), remember('key', make)]
  leave()
  await expect(begun).rejects.toThrow('The client left')
  expect(await Promise.all(waiting)).toStrictEqual([1, 1])
  expect(await remember('key', make)).toBe(1)
})

test('a page says nothing of what went wrong inside', async () => {
  const served = {
    ...(await predictedServed()),
    readWorlds: async () => {
      throw new Error('/inner/path')
    },
  }
  const log = memoryLog()
  const app = buildApp(() => served, log)
  const view = 'x=macs&y=validationOverallAccuracy&front=worlds'
  const page = await app.request(`/instances/${predictedInstance.id}?${view}`)
  expect(page.status).toBe(500)
  expect(await page.text()).not.toContain('/inner/path')
})
