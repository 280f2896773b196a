import { expect, test } from 'vitest'
import { buildApp } from '../../api/http/app.ts'
import type { Served } from '../../api/operations/context.ts'
import { exampleServed } from '../support/example-release.ts'
import { memoryLog } from '../support/served.ts'

/** The same, and how often the instances of its release were asked for, as each example does. */
function counted(served: Served): { served: Served; reads(): number } {
  let reads = 0
  const release = new Proxy(served.release, {
    get(target, key) {
      if (key === 'instances') reads++
      return Reflect.get(target, key)
    },
  })
  return { served: { ...served, release }, reads: () => reads }
}

test('the reference is rendered once a release, and each address gets it with its own name', async () => {
  const example = await exampleServed()
  const one = counted(example)
  let { served } = one
  const app = buildApp(() => served, memoryLog())
  const ask = async (origin: string) => {
    const response = await app.request(`${origin}/docs`)
    return { tag: response.headers.get('ETag'), text: await response.text() }
  }
  const first = await ask('http://one.example')
  const readsOfOne = one.reads()
  expect(readsOfOne).toBeGreaterThan(10)
  const second = await ask('https://two.example:8443')
  const again = await ask('http://one.example')
  expect(one.reads()).toBe(readsOfOne)
  expect(again).toStrictEqual(first)
  expect(second.tag).not.toBe(first.tag)
  expect(second.text).toBe(
    first.text.replaceAll('http://one.example', () => 'https://two.example:8443'),
  )
  for (const { text } of [first, second]) expect(text).not.toContain('.invalid')
  const next = counted({ ...example, release: { ...example.release, id: 'r1111111111aa' } })
  served = next.served
  expect((await ask('http://one.example')).text).toContain('r1111111111aa')
  expect(next.reads()).toBe(readsOfOne)
})
