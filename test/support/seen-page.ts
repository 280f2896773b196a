import type { Browser, Page } from 'playwright-core'

/** A page that is open, and what happened on it. */
export interface SeenPage {
  readonly page: Page
  /** What the browser complained of, violations of the policy included. */
  readonly complaints: string[]
  readonly requested: string[]
}

export interface Viewing {
  readonly width?: number
  readonly scheme?: 'light' | 'dark'
  /** Without scripts a page is what the server made. */
  readonly scripts?: boolean
}

/** Opens an address and follows what the browser asks for and complains of. */
export async function seePage(
  browser: Browser,
  address: string,
  { width = 1440, scheme = 'light', scripts = true }: Viewing = {},
): Promise<SeenPage> {
  const context = await browser.newContext({
    viewport: { width, height: 900 },
    colorScheme: scheme,
    javaScriptEnabled: scripts,
  })
  context.setDefaultTimeout(60_000)
  const page = await context.newPage()
  const seen: SeenPage = { page, complaints: [], requested: [] }
  page.on('console', (message) => seen.complaints.push(message.text()))
  page.on('pageerror', (error) => seen.complaints.push(error.message))
  page.on('requestfailed', (request) => seen.complaints.push(request.url()))
  page.on('request', (request) => seen.requested.push(request.url()))
  await page.goto(address, { waitUntil: 'networkidle' })
  return seen
}

/** Closes a page and all that belongs to it. */
export async function leave({ page }: Pick<SeenPage, 'page'>): Promise<void> {
  await page.context().close()
}
