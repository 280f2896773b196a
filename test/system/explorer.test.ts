import { mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Browser } from 'playwright-core'
import { afterAll, beforeEach, describe, expect, type TestContext, test } from 'vitest'
import { serve } from '../../api/http/server.ts'
import { DIST } from '../../web/assets.ts'
import { buildAssets } from '../../web/build.ts'
import { openBrowser } from '../support/browser.ts'
import { exampleApp } from '../support/example-release.ts'
import { leave, type SeenPage, seePage, type Viewing } from '../support/seen-page.ts'
import { KNOWN_HASH } from '../support/served.ts'
import { trajectoryFile } from '../support/trajectories.ts'

// The numbers of this release are invented; its cells and predictions are as many as there are.

const built = await buildAssets()
const browser: Browser | null = await openBrowser()
const server = await serve(await exampleApp(), { port: 0, host: '127.0.0.1' })
const base = `http://127.0.0.1:${server.port}`
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const PICTURES = join(import.meta.dirname, '../../screenshots')
mkdirSync(PICTURES, { recursive: true })

afterAll(async () => {
  await browser?.close()
  await server.close()
})

beforeEach((context: TestContext) => {
  context.skip(browser === null, 'no Chromium: neither the npm package nor an installed one starts')
})

const see = (path: string, viewing?: Viewing) => seePage(browser as Browser, base + path, viewing)

// A page of an instance is made once a release, which takes seconds of the processor.
const LONG = { timeout: 240_000 }

const INSTANCE = '/instances/so2sat-lcz42'
const PAGES = {
  front: '/',
  instance: INSTANCE,
  'instance-filtered': `${INSTANCE}?where=trainableParameters<=5000000&source=surrogate`,
  'instance-front': `${INSTANCE}?front=worlds`,
  'instance-empty': `${INSTANCE}?where=vertices>=8`,
  architecture: `/architectures/${KNOWN_HASH}`,
  editor: '/editor',
  'editor-invalid': '/editor?operations=conv3x3&edges=0-1',
  landscape: `${INSTANCE}/landscape`,
  'landscape-missing': `${INSTANCE}/landscape?operator=hamming-289`,
  searches: '/searches',
  faults: '/data-faults',
  guides: '/docs/guides',
  search: '/docs/search-results?q=release',
  guide: '/docs/api',
  reference: '/docs',
} as const

async function violations({ page }: SeenPage): Promise<string[]> {
  await page.evaluate(AXE)
  const found = (await page.evaluate(`axe.run({ resultTypes: ['violations'] }).then(
    ({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes[0].html))`)) as string[]
  return found
}

describe.each(Object.entries(PAGES))('the page %s', (name, path) => {
  test.each([
    [390, 'light'],
    [390, 'dark'],
    [1440, 'light'],
    [1440, 'dark'],
  ] as const)('fits %i pixels, %s, and has no fault that axe-core finds', async (width, scheme) => {
    const seen = await see(path, { width, scheme })
    if (name.startsWith('instance')) await seen.page.waitForSelector('#scatter[data-drawn]')
    expect(seen.complaints).toStrictEqual([])
    expect(seen.requested.filter((url) => !url.startsWith(`${base}/`))).toStrictEqual([])
    expect(await seen.page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(
      width,
    )
    await seen.page.screenshot({
      path: join(PICTURES, `${name}-${width}-${scheme}.png`),
      fullPage: true,
    })
    expect(await violations(seen)).toStrictEqual([])
    await leave(seen)
  })

  test('can be read without a script', async () => {
    const { page } = await see(path, { scripts: false })
    expect(await page.locator('h1').count()).toBe(1)
    expect(await page.locator('main').innerText()).toMatch(/\w{3}/)
    await leave({ page })
  })
})

/** Compressed bytes of a script and of everything that it loads. */
function weightOf(names: readonly string[]): number {
  const files = new Set(names.map((name) => built.scripts[name] ?? ''))
  const read = (file: string) => readFileSync(join(DIST, file), 'utf8')
  for (const file of files) {
    for (const [, chunk] of read(file).matchAll(/"\.\/([\w-]+\.js)"/g)) files.add(chunk ?? '')
  }
  return [...files].reduce((sum, file) => sum + gzipSync(read(file)).length, 0)
}

test('the scripts of the first page weigh less than 200 kB, and of the scatter less than 400 kB', () => {
  expect(weightOf(['page', 'progress'])).toBeGreaterThan(300)
  expect(weightOf(['page', 'progress'])).toBeLessThan(200_000)
  expect(weightOf(['page', 'scatter'])).toBeGreaterThan(3000)
  expect(weightOf(['page', 'scatter'])).toBeLessThan(400_000)
})

test(
  'from the front page to the best predicted cell of few parameters and its Python line in four clicks',
  LONG,
  async () => {
    const { page } = await see('/')
    let clicks = 0
    const click = async (name: string | RegExp) => {
      clicks++
      await page.getByRole('link', { name }).first().click()
      await page.waitForLoadState('networkidle')
    }
    await page.locator('.card').first().scrollIntoViewIfNeeded()
    const instance = await page.locator('.card h3 a').first().textContent()
    await click(instance ?? '')
    await click('Under 5 M parameters')
    await click('Predictions only')
    const [best] = await page.locator('#selection tbody a').all()
    await best?.click()
    clicks++
    await page.waitForURL(/\/architectures\/[0-9a-f]{32}/)
    expect(await page.locator('.lead .badge').textContent()).toMatch(/^(measured|predicted)$/)
    const hash = page.url().match(/[0-9a-f]{32}/)?.[0]
    expect(await page.locator('#code .python code').innerText()).toContain(`"${hash}"`)
    expect(clicks).toBeLessThanOrEqual(5)
    await leave({ page })
  },
)

test('a part of the scatter that is brushed becomes conditions of the address, the table and the code', async () => {
  const { page } = await see(INSTANCE)
  await page.waitForSelector('#scatter[data-drawn]')
  const box = await page.locator('.canvas').boundingBox()
  if (box === null) throw new Error('The canvas has no place')
  await page.mouse.move(box.x + 20, box.y + 20)
  await page.mouse.down()
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2, { steps: 4 })
  await page.mouse.up()
  await page.waitForURL(/min-/)
  await page.waitForSelector('.chip.held')
  const held = await page.locator('.chip.held code').allTextContents()
  expect(held).toHaveLength(4)
  const python = await page.locator('#selection-code .python code').textContent()
  for (const condition of held) expect(python).toContain(condition)
  const address = await page.locator('#exports a').getAttribute('href')
  const answer = (await (await fetch(base + address)).json()) as { results: { hash: string }[] }
  const shown = await page.locator('#selection tbody a').first().getAttribute('href')
  expect(shown).toContain(answer.results[0]?.hash)
  await leave({ page })
})

test('a cell that is drawn says at once whether it is one, and its address opens it again', async () => {
  const { page } = await see('/editor?operations=conv3x3&edges=0-1,1-2')
  const valid = await page.locator('.verdict code').first().textContent()
  expect(valid).toMatch(/^[0-9a-f]{32}$/)
  await page.getByLabel('Edge from 1 to out').click()
  await page.waitForSelector('.verdict.invalid')
  expect(await page.locator('.verdict code').textContent()).toBe('disconnected')
  await page.getByLabel('Edge from in to out').click()
  await page.waitForSelector('.verdict:not(.invalid)')
  await page.waitForURL(/operations=conv3x3&edges=0-1,0-2/)
  const hash = await page.locator('.verdict code').first().textContent()
  expect(hash).not.toBe(valid)
  const again = await see(page.url().slice(base.length))
  expect(await again.page.locator('.verdict code').first().textContent()).toBe(hash)
  await leave(again)
  await leave({ page })
})

const search = (name: string, values: readonly number[]) =>
  trajectoryFile(
    name,
    values.map((value) => [KNOWN_HASH, value]),
  )

test('trajectories are drawn with the median of an algorithm, and replayed step by step', async () => {
  const { page, complaints } = await see('/searches')
  await page.setInputFiles('#trajectories', [
    search('random search', [0.5, 0.4, 0.58]),
    search('random search', [0.52, 0.54, 0.6]),
    search('evolution', [0.51, 0.59, 0.55]),
    { name: 'broken.jsonl', mimeType: 'text/plain', buffer: Buffer.from('{}') },
  ])
  const row = (name: string) => page.locator('#searches tr', { hasText: name })
  await row('random search').waitFor()
  expect(await row('random search').innerText()).toMatch(/2\s+59.00 %\s+60.00 %/)
  await page.locator('#searches input').fill('2')
  expect(await row('random search').innerText()).toMatch(/2\s+52.00 %\s+54.00 %/)
  expect(await row('evolution').innerText()).toMatch(/1\s+59.00 %\s+59.00 %/)
  expect(await page.locator('#searches .notice').innerText()).toContain('broken.jsonl')
  expect(complaints).toStrictEqual([])
  await leave({ page })
})

test(
  'the page of an instance says in how many worlds cells are on its Pareto front',
  LONG,
  async () => {
    const { page } = await see(INSTANCE, { scripts: false })
    await page.getByRole('link', { name: 'Ask 16 worlds' }).click()
    await page.waitForURL(/front=worlds/)
    const section = page.locator('section[aria-labelledby="front"]')
    const shares = await section.locator('tbody td:nth-child(2)').allTextContents()
    expect(shares.length).toBeGreaterThan(0)
    const times = shares.map((text) => Number(/^(\d+) of 16$/.exec(text)?.[1]))
    expect(times).toStrictEqual([...times].sort((one, other) => other - one))
    const asked = new URLSearchParams({
      minimize: 'trainableParameters',
      maximize: 'validationAccuracy',
      candidates: '400',
    })
    const answer = (await (
      await fetch(`${base}/v1${INSTANCE}/pareto/membership?${asked}`)
    ).json()) as {
      results: { membership: number }[]
    }
    expect(times[0]).toBe(Math.round(16 * (answer.results[0]?.membership ?? 0)))
    await leave({ page })
  },
)

interface Structure {
  distance: { best: { hash: string; fitness: number }; levels: { quantiles: number[] }[] }
}

test('a search is replayed on its landscape, cell by cell with its distance from the best', async () => {
  const address = `${base}/v1${INSTANCE}/landscape/structure`
  const { distance } = (await (await fetch(address)).json()) as Structure
  const { best, levels } = distance
  const neighbours = (await (
    await fetch(`${base}/v1/architectures/${best.hash}/neighbours?limit=1`)
  ).json()) as { results: { hash: string }[] }
  const near = neighbours.results[0]?.hash ?? ''
  const [, , median = 0] = levels[0]?.quantiles ?? []
  const { page, complaints, requested } = await see(`${INSTANCE}/landscape`)
  await page.setInputFiles(
    '#trajectory',
    trajectoryFile('evolution', [
      [near, median],
      [best.hash, best.fitness],
      [near, median],
    ]),
  )
  const text = page.locator('#replayed p').first()
  await text.waitFor()
  expect(await text.innerText()).toMatch(/^Evaluation 3 of 3: .*, 1 graph edit from the best\./)
  expect(await text.innerText()).toMatch(/, 0 graph edits from the best, found at evaluation 2\.$/)
  const drawn = async (name: string) =>
    ((await page.locator(`.${name}`).getAttribute('d')) ?? '').match(/\d+(\.\d+)? \d+/g) ?? []
  expect(await drawn('replay-points')).toHaveLength(3)
  expect(await drawn('replay-way')).toHaveLength(2)
  // The best cell is drawn where the server drew it.
  expect(await drawn('replay-way')).toContainEqual((await drawn('best-point'))[0])
  await page.locator('#replayed input').fill('1')
  expect(await text.innerText()).toMatch(/^Evaluation 1 of 3: .*found at evaluation 1\.$/)
  expect(await drawn('replay-points')).toHaveLength(1)
  // Nothing of the file is sent: no address has a hash of it, and nothing is posted.
  expect(requested.filter((url) => url.includes(near))).toStrictEqual([])
  expect(complaints).toStrictEqual([])
  await page.setInputFiles(
    '#trajectory',
    trajectoryFile('evolution', [[near, median]], { instance: 'cifar10', epochs: 36 }),
  )
  const notice = page.locator('#replayed .notice a')
  await notice.waitFor()
  expect(await notice.getAttribute('href')).toMatch(
    /\/instances\/cifar10\/landscape\?measure=validationOverallAccuracy&epochs=36$/,
  )
  await leave({ page })
})

test('a block of code has a button that copies it, and an error is a page with the request id', async () => {
  const { page } = await see('/docs/api')
  expect(await page.getByRole('button', { name: 'Copy' }).count()).toBeGreaterThan(2)
  await leave({ page })
  const lost = await see('/architectures/00000000000000000000000000000000')
  expect(await lost.page.locator('h1').textContent()).toBe('No architecture has this hash')
  expect(await lost.page.locator('main').innerText()).toMatch(/Request id: [\w-]{36}/)
  await leave(lost)
})
