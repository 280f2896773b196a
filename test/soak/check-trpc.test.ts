import { expect, test } from 'vitest'
import { checkTrpc } from '../../soak/fuzz/check-trpc.ts'
import { testApp } from '../support/served.ts'

async function answered(target: string) {
  const response = await (await testApp()).request(target)
  return { target, status: response.status, text: await response.text() }
}

const input = (value: unknown) => encodeURIComponent(JSON.stringify(value))

test.each([
  '/trpc/listInstances',
  '/trpc/getInstance?input=%7B%7D',
  `/trpc/getInstance?input=${input({ instance: 'nowhere' })}`,
  '/trpc/none',
  '/trpc/',
  '/trpc/listInstances,none?batch=1',
])('what the service answers to %s is right', async (path) => {
  const { target, status, text } = await answered(path)
  expect(checkTrpc(target, status, text)).toBeNull()
})

test('an answer that breaks the output of its operation is wrong, also in a batch', async () => {
  for (const query of ['', '?batch=1']) {
    const { target, status, text } = await answered(`/trpc/listInstances${query}`)
    const wrong = checkTrpc(target, status, text.replace('"title":', '"name":'))
    expect(wrong).toContain('an answer of listInstances that breaks its schema')
  }
})

test('an error without a problem, or of another status, is wrong', async () => {
  const { target, status, text } = await answered('/trpc/none')
  expect(checkTrpc(target, status, text.replace('"type":', '"kind":'))).toContain('no form of tRPC')
  expect(checkTrpc(target, 500, text)).toBe('500 with a problem that says 404')
})
