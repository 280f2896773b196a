import type { Browser } from 'playwright-core'
import { afterAll, beforeEach, expect, type TestContext, test } from 'vitest'
import { buildApp } from '../../api/http/app.ts'
import { serve } from '../../api/http/server.ts'
import { DEFAULT_SETTINGS } from '../../api/http/service.ts'
import { buildAssets } from '../../web/build.ts'
import { openBrowser } from '../support/browser.ts'
import { exampleServed } from '../support/example-release.ts'
import { prefixProxy } from '../support/prefix-proxy.ts'
import { leave, type SeenPage, seePage } from '../support/seen-page.ts'
import { KNOWN_HASH, memoryLog } from '../support/served.ts'
import { trajectoryFile } from '../support/trajectories.ts'

// The explorer in Chromium behind a reverse proxy that removes a path prefix.

await buildAssets()
const browser: Browser | null = await openBrowser()
const proxy = await prefixProxy('/tools/nas')
const served = await exampleServed()
const settings = { ...DEFAULT_SETTINGS, publicUrl: proxy.url, trustedProxies: 1 }
const server = await serve(
  buildApp(() => served, memoryLog(), settings),
  { port: 0, host: '127.0.0.1' },
)
proxy.forwardTo(server.port)

afterAll(async () => {
  await browser?.close()
  await proxy.close()
  await server.close()
})

beforeEach((context: TestContext) => {
  context.skip(browser === null, 'no Chromium: neither the npm package nor an installed one starts')
})

const INSTANCE = '/instances/so2sat-lcz42'
const LONG = { timeout: 240_000 }

const see = (path: string) => seePage(browser as Browser, proxy.url + path)

function expectInside({ complaints, requested }: SeenPage): void {
  expect(complaints).toStrictEqual([])
  expect(requested.filter((url) => !url.startsWith(`${proxy.url}/`))).toStrictEqual([])
  expect(requested.some((url) => url.includes('/assets/') || url.endsWith('.js'))).toBe(true)
}

test.each(['/', '/editor', '/searches', '/data-faults', `/architectures/${KNOWN_HASH}`, '/docs'])(
  'behind a path prefix %s loads everything from below it, and all its links lead below it',
  async (path) => {
    const seen = await see(path)
    expectInside(seen)
    const outside =
      (await seen.page.evaluate(`[...document.querySelectorAll('a[href], form[action]')]
      .map((one) => one.href || one.action)
      .filter((url) => url.startsWith(location.origin) && !url.startsWith('${proxy.url}'))`)) as string[]
    expect(outside).toStrictEqual([])
    await leave(seen)
  },
)

test(
  'behind a path prefix the scatter is drawn, and a condition changes the page in place',
  LONG,
  async () => {
    const seen = await see(INSTANCE)
    const { page } = seen
    await page.waitForSelector('#scatter[data-drawn]')
    await page.getByRole('link', { name: 'Under 5 M parameters' }).click()
    await page.waitForSelector('.chip.held')
    expect(page.url()).toContain(`${proxy.url}${INSTANCE}?where=`)
    await page.waitForSelector('#scatter[data-drawn]')
    await page.locator('#selection tbody a').first().click()
    await page.waitForURL(`${proxy.url}/architectures/**`)
    expectInside(seen)
    await leave(seen)
  },
)

test('behind a path prefix a search is replayed, and its cells link below the prefix', async () => {
  const seen = await see(`${INSTANCE}/landscape`)
  const { page } = seen
  await page.setInputFiles('#trajectory', trajectoryFile('search', [[KNOWN_HASH, 0.5]]))
  const link = page.locator('#replayed a').first()
  await link.waitFor()
  expect(await link.getAttribute('href')).toContain('/tools/nas/architectures/')
  expectInside(seen)
  await leave(seen)
})

test('behind a path prefix an error is a page with links below it', async () => {
  const { page } = await see('/architectures/00000000000000000000000000000000')
  expect(await page.locator('h1').textContent()).toBe('No architecture has this hash')
  expect(await page.locator('header a.name').getAttribute('href')).toContain('/tools/nas/')
  await leave({ page })
})
