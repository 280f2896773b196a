import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { describe, expect, test } from 'vitest'
import { buildApp } from '../../api/http/app.ts'
import { serve } from '../../api/http/server.ts'
import { DEFAULT_SETTINGS } from '../../api/http/service.ts'
import { ERROR_CODES, ERRORS, type ErrorCode } from '../../api/operations/errors.ts'
import { Problem } from '../../api/operations/problem.ts'
import { exampleApp, exampleServed } from '../support/example-release.ts'
import { memoryLog } from '../support/served.ts'

const ORIGIN = 'http://127.0.0.1:8101'

interface Shown {
  path: string
  init: RequestInit
  /** What is written to a socket as it is, where no client can send it. */
  bytes: string | undefined
  answer: Record<string, unknown>
}

function requestOf(curl: string): RequestInit {
  const [, body] = / -d '([^']*)'/.exec(curl) ?? []
  const [, method] = / -X ([A-Z]+)/.exec(curl) ?? []
  const headers = [...curl.matchAll(/ -H '([^:]+): ([^']*)'/g)]
  return {
    ...(body === undefined ? {} : { body }),
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    headers: headers.map(([, name = '', value = '']) => [name, value] as [string, string]),
  }
}

const bytesOf = (shell: string): string | undefined =>
  /^printf '([^']*)'/
    .exec(shell)?.[1]
    ?.replaceAll('\\r\\n', '\r\n')
    .replace('%020000d', '1'.padStart(20_000, '0'))

/** The request and the answer that the page of a code ends with. */
function shownOn(code: ErrorCode): Shown {
  const page = readFileSync(new URL(`../../docs/errors/${code}.md`, import.meta.url), 'utf8')
  const pattern = /## An answer\n\n```sh\n(.*?)\n```\n\n```json\n(.*?)\n```\n$/s
  const [, curl = '', json = ''] = pattern.exec(page) ?? []
  return {
    path: curl.match(/^curl 'http:\/\/127\.0\.0\.1:8101([^']*)'/)?.[1] ?? '',
    init: requestOf(curl),
    bytes: bytesOf(curl),
    answer: JSON.parse(json),
  }
}

// What a release has, and the request id, are not those of the page.
const comparable = (answer: object) =>
  JSON.parse(JSON.stringify(answer), (key, value: unknown) => {
    if (key === 'instance') return 'the request id'
    if (key !== 'detail' || typeof value !== 'string') return value
    return value.replace(/ has: .*/, ' has: …').replace(/(for|wait|onnx has) \d+/g, '$1 …')
  })

type App = ReturnType<typeof buildApp>

async function exhausted(): Promise<App> {
  const served = await exampleServed()
  const app = buildApp(() => served, memoryLog(), { ...DEFAULT_SETTINGS, rateLimit: 1 })
  await app.request('/v1/instances')
  return app
}

/** The body of the answer of a server to these bytes. */
async function answerToBytes(app: App, bytes: string): Promise<object> {
  const limits = {
    headersMs: 300,
    requestMs: 900,
    keepAliveMs: 200,
    idleMs: 5000,
    connections: 9,
    connectionsOfClient: 100,
  }
  const server = await serve(app, { port: 0, host: '127.0.0.1' }, limits)
  const text = await new Promise<string>((resolve, reject) => {
    let received = ''
    const socket = connect(server.port, '127.0.0.1', () => socket.write(bytes))
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      received += chunk
    })
    socket.on('close', () => resolve(received)).on('error', reject)
  })
  await server.close()
  return JSON.parse(text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1))
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
  const { path, init, bytes, answer } = shownOn(code)

  test('shows an answer with its code, title and status', () => {
    if (code === 'architecture_invalid') {
      expect(answer).toMatchObject({ results: [{ error: { code } }] })
      return
    }
    const { title, status } = ERRORS[code]
    expect(Problem.parse(answer)).toMatchObject({ code, title, status })
  })

  const asked = async (app: App): Promise<object> => {
    const address = code === 'url_too_long' ? `/v1/instances?x=${'x'.repeat(9000)}` : path
    const large = { ...init, method: 'POST', body: ' '.repeat(9 * 1024 ** 2) }
    const sent = code === 'payload_too_large' ? large : init
    return (await app.request(ORIGIN + address, sent)).json() as Promise<object>
  }

  test('shows what its request is answered', async () => {
    const app = (await appOf[code]?.()) ?? (await exampleApp())
    const answered = bytes === undefined ? await asked(app) : await answerToBytes(app, bytes)
    expect(comparable(answered)).toStrictEqual(comparable(answer))
  })
})
