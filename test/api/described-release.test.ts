import { expect, test } from 'vitest'
import { buildApp } from '../../api/http/app.ts'
import type { Context } from '../../api/operations/context.ts'
import { describeReleases } from '../../api/reference/described-release.ts'
import { exampleServed } from '../support/example-release.ts'
import { memoryLog } from '../support/served.ts'

/** The same object, and how often one of its fields was read. */
function counted<Whole extends object>(whole: Whole, field: keyof Whole) {
  let reads = 0
  const get = (target: Whole, key: string | symbol) => {
    if (key === field) reads++
    return Reflect.get(target, key)
  }
  return { whole: new Proxy(whole, { get }), reads: () => reads }
}

test('the reference is answered and rendered once a release', async () => {
  const example = await exampleServed()
  const { whole: site, reads: rendered } = counted(
    { guides: [], version: '1', scripts: {} },
    'version',
  )
  const { whole: release, reads: answered } = counted(example.release, 'instances')
  const context: Context = { ...example, release, answerCounts: new Map(), limits: null }
  const describe = describeReleases(site)
  const pageOf = async (origin: string) => (await describe(context)).page(origin)
  const page = await pageOf('http://one.example')
  const before = [rendered(), answered()]
  expect(before[0]).toBeGreaterThan(0)
  expect(before[1]).toBeGreaterThan(10)
  expect(await pageOf('http://one.example')).toBe(page)
  await pageOf('https://two.example:8443')
  expect([rendered(), answered()]).toStrictEqual(before)
})

test('each address gets the reference with its own name, and the next release its own', async () => {
  const example = await exampleServed()
  let served = example
  const app = buildApp(() => served, memoryLog())
  const ask = async (origin: string) => {
    const response = await app.request(`${origin}/docs`)
    return { tag: response.headers.get('ETag'), text: await response.text() }
  }
  const [first, second] = [await ask('http://one.example'), await ask('https://two.example:8443')]
  expect(await ask('http://one.example')).toStrictEqual(first)
  expect(second.tag).not.toBe(first.tag)
  expect(second.text).toBe(
    first.text.replaceAll('http://one.example', () => 'https://two.example:8443'),
  )
  for (const { text } of [first, second]) expect(text).not.toContain('.invalid')
  served = { ...example, release: { ...example.release, id: 'r1111111111aa' } }
  expect((await ask('http://one.example')).text).toContain('r1111111111aa')
})
