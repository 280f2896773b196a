import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { type Browser, chromium } from 'playwright-core'

interface Found {
  readonly executablePath: string
  readonly env: Record<string, string | undefined>
}

const INSTALLED = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

// Unpacked once for all test runs of this machine, and moved into place whole.
const UNPACKED = join(tmpdir(), 'eo-nas-bench-test', 'chromium-141')

const PROGRAM = "await (await import('@sparticuz/chromium')).default.executablePath()"

// The package brings a headless Chromium for Linux on x64, and with this variable its libraries too.
async function unpack(): Promise<void> {
  mkdirSync(dirname(UNPACKED), { recursive: true })
  const folder = mkdtempSync(`${UNPACKED}-`)
  const variables = { TMPDIR: folder, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x' }
  try {
    await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', PROGRAM], {
      cwd: import.meta.dirname,
      env: { ...process.env, ...variables },
    })
    renameSync(folder, UNPACKED)
  } catch (error) {
    rmSync(folder, { recursive: true, force: true })
    // Another test run may have been faster.
    if (!existsSync(UNPACKED)) throw error
  }
}

async function fromPackage(): Promise<Found | null> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return null
  if (!existsSync(UNPACKED)) await unpack()
  const env = { ...process.env, LD_LIBRARY_PATH: join(UNPACKED, 'al2023/lib') }
  return { executablePath: join(UNPACKED, 'chromium'), env }
}

/** Opens a real browser: the one of the npm package, else one that is installed; null without. */
export async function openBrowser(): Promise<Browser | null> {
  const installed = INSTALLED.find((path) => existsSync(path))
  const found = [
    await fromPackage(),
    installed === undefined ? null : { executablePath: installed, env: process.env },
  ].filter((one) => one !== null)
  for (const { executablePath, env } of found) {
    // As root, as in most containers, Chromium starts only without its sandbox; it sees our pages only.
    const args = ['--no-sandbox', '--no-zygote', '--disable-gpu']
    const browser = await chromium.launch({ executablePath, args, env }).catch((error: unknown) => {
      console.warn(`${executablePath} does not start: ${String(error).split('\n')[0]}`)
      return null
    })
    if (browser !== null) return browser
  }
  return null
}
