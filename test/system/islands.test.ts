import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeEach, expect, type TestContext, test } from 'vitest'
import { serve } from '../../api/http/server.ts'
import { buildAssets } from '../../web/build.ts'
import { openBrowser } from '../support/browser.ts'
import { exampleApp } from '../support/example-release.ts'
import { leave, seePage } from '../support/seen-page.ts'
import { KNOWN_HASH } from '../support/served.ts'
import { trajectoryFile } from '../support/trajectories.ts'

// What the scripts of the pages promise beyond what the pages show without them.

await buildAssets()
const browser: Browser | null = await openBrowser()
const server = await serve(await exampleApp(), { port: 0, host: '127.0.0.1' })
const base = `http://127.0.0.1:${server.port}`
const INSTANCE = '/instances/so2sat-lcz42'
const LONG = { timeout: 240_000 }

afterAll(async () => {
  await browser?.close()
  await server.close()
})

beforeEach((context: TestContext) => {
  context.skip(browser === null, 'no Chromium: neither the npm package nor an installed one starts')
})

const see = (path: string) => seePage(browser as Browser, base + path)
const focused = (page: Page) => page.evaluate('document.activeElement.outerHTML')

test('a link to a heading of the page scrolls, and loads nothing again', LONG, async () => {
  const { page, requested } = await see(INSTANCE)
  await page.locator('#scatter[data-drawn]').waitFor()
  const before = requested.length
  await page.evaluate("location.hash = '#trust'")
  await page.locator('.skip').focus()
  await page.keyboard.press('Enter')
  await page.waitForLoadState('networkidle')
  expect(await page.evaluate('location.hash')).toBe('#main')
  expect(requested.slice(before)).toStrictEqual([])
  await leave({ page })
})

test('after a condition changes, the focus and what a reader opened stay', LONG, async () => {
  const { page } = await see(INSTANCE)
  await page.locator('#scatter[data-drawn]').waitFor()
  await page.getByText('Sources and citation').click()
  await page.locator('#selection-code input[value="curl"]').check()
  await page.getByRole('link', { name: 'With a 3×3 convolution' }).focus()
  await page.keyboard.press('Enter')
  await page.waitForSelector('.chip.held')
  expect(await focused(page)).toContain('class="chip')
  expect(await page.locator('#selection-code pre.curl').isVisible()).toBe(true)
  expect(
    await page.getByText('Sources and citation').evaluate((one) => one.parentElement),
  ).not.toBe(null)
  expect(
    await page
      .getByText('Sources and citation')
      .evaluate((one) => one.parentElement?.hasAttribute('open')),
  ).toBe(true)
  await leave({ page })
})

test('cells that the page no longer shows leave the memory', LONG, async () => {
  const { page } = await see(INSTANCE)
  const devtools = await page.context().newCDPSession(page)
  // A handle of an element, as waitForSelector gives, would keep the element.
  const canvases = async () => {
    await devtools.send('HeapProfiler.collectGarbage')
    const { result } = await devtools.send('Runtime.evaluate', {
      expression: 'HTMLCanvasElement.prototype',
    })
    const { objects } = await devtools.send('Runtime.queryObjects', {
      prototypeObjectId: result.objectId ?? '',
    })
    const { result: own } = await devtools.send('Runtime.getProperties', {
      objectId: objects.objectId ?? '',
      ownProperties: true,
    })
    return own.filter(({ name }) => /^\d+$/.test(name)).length
  }
  for (const condition of ['vertices>=3', 'vertices>=4', 'vertices>=5', 'vertices>=6']) {
    await page.locator('#scatter[data-drawn]').waitFor()
    await page.locator('input[name="min-vertices"]').fill(condition.slice(-1))
    await page.keyboard.press('Enter')
    await page.locator('.chip.held code', { hasText: condition }).waitFor()
  }
  await page.locator('#scatter[data-drawn]').waitFor()
  // The one that is shown, and the one that the density is drawn on.
  expect(await canvases()).toBeLessThanOrEqual(2)
  await leave({ page })
})

test('keys with Alt are the browser’s while the scatter has the focus', LONG, async () => {
  const { page } = await see(INSTANCE)
  await page.locator('#scatter[data-drawn]').waitFor()
  const prevented = (altKey: boolean) =>
    page.evaluate(`!document.querySelector('.canvas').dispatchEvent(
      new KeyboardEvent('keydown', { key: 'ArrowLeft', altKey: ${altKey}, cancelable: true }))`)
  expect([await prevented(false), await prevented(true)]).toStrictEqual([true, false])
  await leave({ page })
})

test('points that can be on the front say in how many worlds they are', LONG, async () => {
  const { page, complaints } = await see(`${INSTANCE}?front=worlds`)
  const points = page.locator('#scatter')
  const members = JSON.parse((await points.getAttribute('data-members')) ?? '[]') as number[][]
  const rows = await page.locator('section[aria-labelledby="front"] tbody tr').count()
  expect(members.length).toBeGreaterThanOrEqual(rows)
  await page.locator('#scatter[data-drawn]').waitFor()
  const box = await page.locator('.canvas').boundingBox()
  if (box === null) throw new Error('The canvas has no place')
  const front = JSON.parse((await points.getAttribute('data-front')) ?? '[]') as [number, number][]
  const range = async (side: string) =>
    ((await points.getAttribute(`data-${side}-range`)) ?? '').split(' ').map(Number)
  const [[left = 0, right = 1], [bottom = 0, top = 1]] = [await range('x'), await range('y')]
  const texts: string[] = []
  for (const [x, y] of front) {
    await page.mouse.move(
      box.x + (box.width * (x - left)) / (right - left),
      box.y + box.height - (box.height * (y - bottom)) / (top - bottom),
    )
    texts.push((await page.locator('.tip').textContent()) ?? '')
  }
  expect(texts.filter((text) => /on the front in at most \d+ of 16 worlds/.test(text))).not.toEqual(
    [],
  )
  expect(await page.locator('.permalink a').first().getAttribute('href')).toContain('front=worlds')
  expect(complaints).toStrictEqual([])
  await leave({ page })
})

const search = (name: string, values: readonly number[], header = {}) =>
  trajectoryFile(
    name,
    values.map((value) => [KNOWN_HASH, value]),
    header,
  )

test('a second file stops the replay of the first and takes its points away', LONG, async () => {
  const { page, complaints } = await see(`${INSTANCE}/landscape`)
  const values = Array.from({ length: 80 }, () => 0.6)
  await page.setInputFiles('#trajectory', search('long', values))
  await page.getByRole('button', { name: 'Play' }).click()
  await page.setInputFiles('#trajectory', search('short', [0.6, 0.6]))
  await page.getByText('Evaluation 2 of 2').waitFor()
  const drawn = async () => (await page.locator('.replay-points').getAttribute('d'))?.match(/M/g)
  // Three frames of the first one.
  await page.waitForTimeout(300)
  expect((await drawn())?.length ?? 0).toBeLessThanOrEqual(2)
  await page.setInputFiles('#trajectory', search('other', [0.6], { instance: 'cifar10' }))
  await page.locator('#replayed .notice a').waitFor()
  expect(await page.locator('.replay-points').getAttribute('d')).toBe('')
  expect(complaints).toStrictEqual([])
  await leave({ page })
})

test('files without a value are named, and the axis of the curves stands at its plot', async () => {
  const { page, complaints } = await see('/searches')
  const empty = Buffer.from('{"format":1}')
  await page.setInputFiles('#trajectories', [
    search('nothing', []),
    { name: 'header.jsonl', mimeType: 'text/plain', buffer: empty },
    search('random search', [0.5, 0.6]),
  ])
  await page.locator('#searches table').waitFor()
  const notices = await page.locator('#searches .notice').allTextContents()
  expect(notices.join('\n')).toMatch(/nothing\.jsonl: It has no evaluation with a value/)
  expect(notices.join('\n')).toMatch(/header\.jsonl: .*no instance/)
  const heightOf = async (selector: string) =>
    (await page.locator(`#searches ${selector}`).boundingBox())?.height ?? 0
  expect(Math.abs((await heightOf('.axis-y')) - (await heightOf('.plot')))).toBeLessThanOrEqual(2)
  expect(await heightOf('.axis-x')).toBeLessThan(60)
  expect(complaints).toStrictEqual([])
  await leave({ page })
})

test('the editor keeps the release that a shared link names', async () => {
  const { page } = await see('/editor?operations=conv3x3&edges=0-1,1-2&release=r000000000000')
  expect(await page.evaluate('location.search')).toContain('release=r000000000000')
  await page.reload()
  expect(await page.locator('.notice').innerText()).toContain('r000000000000')
  await leave({ page })
})
