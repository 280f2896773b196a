import { expect, test, vi } from 'vitest'
import { buildApp } from '../../api/http/app.ts'
import { referencePage } from '../../api/reference/reference-page.ts'
import { exampleServed } from '../support/example-release.ts'
import { memoryLog } from '../support/served.ts'

vi.mock('../../api/reference/reference-page.ts', { spy: true })

test('the reference is rendered once a release, and each address gets it with its own name', async () => {
  const example = await exampleServed()
  let served = example
  const app = buildApp(() => served, memoryLog())
  const ask = async (origin: string) => {
    const response = await app.request(`${origin}/docs`)
    return { tag: response.headers.get('ETag'), text: await response.text() }
  }
  const [first, second] = [await ask('http://one.example'), await ask('https://two.example:8443')]
  const again = await ask('http://one.example')
  expect(referencePage).toHaveBeenCalledTimes(1)
  expect(again).toStrictEqual(first)
  expect(second.tag).not.toBe(first.tag)
  expect(second.text).toBe(
    first.text.replaceAll('http://one.example', () => 'https://two.example:8443'),
  )
  for (const { text } of [first, second]) expect(text).not.toContain('.invalid')
  served = { ...example, release: { ...example.release, id: 'r1111111111aa' } }
  expect((await ask('http://one.example')).text).toContain('r1111111111aa')
  expect(referencePage).toHaveBeenCalledTimes(2)
})
