import { setImmediate } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { readText } from '../../../ingest/evaluations/read-text.ts'

test('a file that went away is an error of who reads it, and of nobody else', async () => {
  const uncaught: unknown[] = []
  const keep = (error: unknown) => uncaught.push(error)
  process.on('uncaughtException', keep)
  onTestFinished(() => void process.off('uncaughtException', keep))
  const reading = readText('/no/such/table.csv', 'table.csv', 'utf-8').next()
  await expect(reading).rejects.toThrow('ENOENT')
  for (let turn = 0; turn < 20; turn++) await setImmediate()
  expect(uncaught).toStrictEqual([])
})
