import { setTimeout } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { singleFlight } from '../../service/single-flight.ts'

test('whoever asks meanwhile gets the same answer or error, and the next one a new answer', async () => {
  let asked = 0
  const ask = singleFlight(async () => {
    const number = ++asked
    await setTimeout(20)
    if (number === 2) throw new Error('away')
    return number
  })
  expect(await Promise.all([ask(), ask(), ask()])).toEqual([1, 1, 1])
  const failed = await Promise.allSettled([ask(), ask()])
  expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  expect(await ask()).toBe(3)
})
