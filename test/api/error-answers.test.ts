import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { buildApp } from '../../api/http/app.ts'
import { DEFAULT_SETTINGS } from '../../api/http/service.ts'
import { ERROR_CODES, ERRORS, type ErrorCode } from '../../api/operations/errors.ts'
import { Problem } from '../../api/operations/problem.ts'
import { exampleApp, exampleServed } from '../support/example-release.ts'
import { memoryLog, post } from '../support/served.ts'

const ORIGIN = 'http://127.0.0.1:8101'

interface Shown {
  path: string
  body: string | undefined
  answer: Record<string, unknown>
}

/** The request and the answer that the page of a code ends with. */
function shownOn(code: ErrorCode): Shown {
  const page = readFileSync(new URL(`../../docs/errors/${code}.md`, import.meta.url), 'utf8')
  const pattern = /## An answer\n\n```sh\n(.*?)\n```\n\n```json\n(.*?)\n```\n$/s
  const [, curl = '', json = ''] = pattern.exec(page) ?? []
  return {
    path: curl.match(/^curl 'http:\/\/127\.0\.0\.1:8101([^']*)'/)?.[1] ?? '',
    body: curl.match(/ -d '([^']*)'$/)?.[1],
    answer: JSON.parse(json),
  }
}

// What a release has, and the request id, are not those of the page.
const comparable = (answer: object) =>
  JSON.parse(JSON.stringify(answer), (key, value: unknown) => {
    if (key === 'instance') return 'the request id'
    if (key !== 'detail' || typeof value !== 'string') return value
    return value.replace(/ has: .*/, ' has: …').replace(/(for|wait) \d+/g, '$1 …')
  })

type App = ReturnType<typeof buildApp>

async function exhausted(): Promise<App> {
  const served = await exampleServed()
  const app = buildApp(() => served, memoryLog(), { ...DEFAULT_SETTINGS, rateLimit: 1 })
  await app.request('/v1/instances')
  return app
}

const appOf: { readonly [Code in ErrorCode]?: () => App | Promise<App> } = {
  rate_limited: exhausted,
  unavailable: () => buildApp(() => null, memoryLog()),
  internal: () =>
    buildApp(() => {
      throw new Error('nobody foresaw this')
    }, memoryLog()),
}

describe.each(ERROR_CODES)('the page of %s', (code) => {
  const { path, body, answer } = shownOn(code)

  test('shows an answer with its code, title and status', () => {
    if (code === 'architecture_invalid') {
      expect(answer).toMatchObject({ results: [{ error: { code } }] })
      return
    }
    const { title, status } = ERRORS[code]
    expect(Problem.parse(answer)).toMatchObject({ code, title, status })
  })

  test('shows what its request is answered', async () => {
    const app = (await appOf[code]?.()) ?? (await exampleApp())
    const sent = code === 'payload_too_large' ? ' '.repeat(9 * 1024 ** 2) : body
    const response = await app.request(ORIGIN + path, sent === undefined ? {} : post(sent))
    expect(comparable((await response.json()) as object)).toStrictEqual(comparable(answer))
  })
})
