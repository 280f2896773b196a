import type { Browser, Page } from 'playwright-core'
import { openBrowser } from '../test/support/browser.ts'
import { machineLine } from './machine.ts'
import { readOptions, wholeNumber } from './options.ts'

// The pages of the explorer in Chromium, against a service that runs: npm run bench pages, with the
// address in SERVICE_URL. How soon the first page is usable, how soon the scatter of all cells is
// drawn, and how smoothly it moves. Chromium has no graphics card here, as in a virtual machine.

const SERVICE = (process.env['SERVICE_URL'] || 'http://127.0.0.1:8101').replace(/\/$/, '')
const INSTANCE = '/instances/so2sat-lcz42'

/** Milliseconds, and frames a second. */
const BUDGETS = { firstPage: 1000, scatter: 2000, frames: 30 } as const
/** Moves of the pointer in a drag: some seconds. */
const MOVES = 150

const { runs } = readOptions({ runs: wholeNumber({ otherwise: 5, least: 1, most: 50 }) })

const median = (values: readonly number[]) =>
  [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN

async function openPage(browser: Browser): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  context.setDefaultTimeout(120_000)
  return context.newPage()
}

/** Until the page is painted, its scripts have run and it answers to the reader. */
const USABLE = `new Promise((resolve) => {
  const look = () => {
    const [page] = performance.getEntriesByType('navigation')
    const [paint] = performance.getEntriesByName('first-contentful-paint')
    if (paint === undefined) requestAnimationFrame(look)
    else resolve(Math.max(page.domContentLoadedEventEnd, paint.startTime))
  }
  look()
})`

/** Until the island has drawn all cells on its canvas, from the beginning of the navigation. */
const DRAWN = `new Promise((resolve) => {
  const look = () =>
    document.querySelector('#scatter[data-drawn]') === null
      ? requestAnimationFrame(look)
      : requestAnimationFrame(() => resolve(performance.now()))
  look()
})`

async function firstPage(browser: Browser): Promise<number> {
  const page = await openPage(browser)
  await page.goto(`${SERVICE}/`, { waitUntil: 'load' })
  const ms = (await page.evaluate(USABLE)) as number
  await page.context().close()
  return ms
}

interface Scatter {
  readonly drawnMs: number
  /** Milliseconds between the frames of a drag. */
  readonly frames: readonly number[]
}

const COUNT_FRAMES = `window.benchFrames = []; (() => {
  let before = performance.now()
  const next = (now) => {
    window.benchFrames.push(now - before)
    before = now
    if (!window.benchEnded) requestAnimationFrame(next)
  }
  requestAnimationFrame(next)
})()`

/** Moves the plot to and fro, as a reader does. */
async function drag(page: Page): Promise<number[]> {
  await page.getByRole('button', { name: 'Move', exact: true }).click()
  const box = await page.locator('#scatter .canvas').boundingBox()
  if (box === null) throw new Error('The canvas of the scatter has no place')
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2]
  await page.mouse.move(x, y)
  await page.mouse.down()
  await page.evaluate(COUNT_FRAMES)
  for (let move = 1; move <= MOVES; move++) {
    const turn = (2 * Math.PI * move) / 50
    await page.mouse.move(x + 120 * Math.sin(turn), y + 60 * (1 - Math.cos(turn)))
    // A hand moves once a frame at most.
    await page.evaluate('new Promise((resolve) => requestAnimationFrame(resolve))')
  }
  await page.mouse.up()
  return (await page.evaluate('window.benchEnded = true, window.benchFrames')) as number[]
}

async function scatter(browser: Browser): Promise<Scatter> {
  const page = await openPage(browser)
  await page.goto(SERVICE + INSTANCE, { waitUntil: 'commit' })
  await page.waitForSelector('#scatter', { state: 'attached' })
  const drawnMs = (await page.evaluate(DRAWN)) as number
  const frames = await drag(page)
  await page.context().close()
  return { drawnMs, frames }
}

async function repeated<Result>(measure: () => Promise<Result>): Promise<Result[]> {
  await measure() // the service makes a page once a release
  const results: Result[] = []
  for (let run = 0; run < runs; run++) results.push(await measure())
  return results
}

function line(
  name: string,
  figure: string,
  { budget, isKept }: { budget: string; isKept: boolean },
) {
  console.log(
    `${name.padEnd(44)} ${figure.padEnd(34)} budget ${budget}: ${isKept ? 'kept' : 'MISSED'}`,
  )
  if (!isKept) process.exitCode = 1
}

const browser = await openBrowser()
if (browser === null) {
  console.error('There is no Chromium: neither the npm package nor an installed one starts.')
  process.exit(1)
}
try {
  const answer = await fetch(`${SERVICE}/readyz`).catch(() => null)
  if (answer?.ok !== true) {
    throw new Error(`No service answers at ${SERVICE}; start one, or name it in SERVICE_URL.`)
  }
  console.log(machineLine())
  console.log(`Chromium ${browser.version()}, ${SERVICE}, median of ${runs} runs`)
  const first = await repeated(() => firstPage(browser))
  line(
    'First page usable',
    `${Math.round(median(first))} ms (most ${Math.round(Math.max(...first))})`,
    {
      budget: `${BUDGETS.firstPage} ms`,
      isKept: median(first) < BUDGETS.firstPage,
    },
  )
  const scatters = await repeated(() => scatter(browser))
  const drawn = scatters.map(({ drawnMs }) => drawnMs)
  line(
    'Scatter of 423,624 cells drawn',
    `${Math.round(median(drawn))} ms (most ${Math.round(Math.max(...drawn))})`,
    {
      budget: `${BUDGETS.scatter} ms`,
      isKept: median(drawn) < BUDGETS.scatter,
    },
  )
  const frames = scatters.flatMap((one) => [...one.frames])
  const rate = (1000 * frames.length) / frames.reduce((sum, ms) => sum + ms, 0)
  const slow = frames.filter((ms) => ms > 1000 / BUDGETS.frames).length / frames.length
  line(
    'Frames a second while it is moved',
    `${rate.toFixed(1)} (${(100 * slow).toFixed(1)} % slower than the budget)`,
    {
      budget: `${BUDGETS.frames}`,
      isKept: rate >= BUDGETS.frames,
    },
  )
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
} finally {
  await browser.close()
}
