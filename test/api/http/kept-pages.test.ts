import { expect, test } from 'vitest'
import { keeper } from '../../../api/http/pages/keeper.ts'
import { clientLeft } from '../../../api/operations/errors.ts'
import { contextFor, testServed } from '../../support/served.ts'

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
