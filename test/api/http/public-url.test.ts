import { expect, test } from 'vitest'
import { buildApp } from '../../../api/http/app.ts'
import { DEFAULT_SETTINGS } from '../../../api/http/service.ts'
import { memoryLog, testServed } from '../../support/served.ts'

const PUBLIC_URL = 'https://nas.example.org'

test('pages, texts and errors name the public address in place of the Host of the request', async () => {
  const served = await testServed()
  const app = buildApp(() => served, memoryLog(), { ...DEFAULT_SETTINGS, publicUrl: PUBLIC_URL })
  for (const path of ['/', '/docs', '/nothing', '/trpc/nothing']) {
    const text = await (await app.request(`http://evil.example${path}`)).text()
    expect(text).toContain(PUBLIC_URL)
    expect(text).not.toContain('evil.example')
  }
})

test('OpenAPI names the public address as its server', async () => {
  const served = await testServed()
  const app = buildApp(() => served, memoryLog(), { ...DEFAULT_SETTINGS, publicUrl: PUBLIC_URL })
  const document = (await (await app.request('/openapi.json')).json()) as { servers: object }
  expect(document.servers).toStrictEqual([{ url: PUBLIC_URL }])
})

test('behind a path prefix every address of a page begins with it', async () => {
  const served = await testServed()
  const publicUrl = `${PUBLIC_URL}/nas`
  const app = buildApp(() => served, memoryLog(), { ...DEFAULT_SETTINGS, publicUrl })
  for (const path of ['/', '/docs', '/docs/api', '/data-faults', '/nothing']) {
    const response = await app.request(path, { headers: { Accept: 'text/html' } })
    const text = await response.text()
    const addresses = [...text.matchAll(/ (?:href|src|action|data-home)="(\/[^"]*)"/g)]
    expect(addresses.length).toBeGreaterThan(5)
    for (const [, address] of addresses) expect(address).toMatch(/^\/nas\//)
  }
})
