import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import type { AnyOperation } from '../../api/operations/operation.ts'
import { operations } from '../../api/operations/operations.ts'
import { Problem } from '../../api/operations/problem.ts'
import type { FuzzCase } from './case.ts'
import { checkTrpc, issuesOf } from './check-trpc.ts'
import type { Received } from './send.ts'

const DECODERS: Readonly<Record<string, (bytes: Buffer) => Buffer>> = {
  gzip: gunzipSync,
  br: brotliDecompressSync,
}

const templates = Object.values<AnyOperation>(operations)
  .map((operation) => ({
    operation,
    pattern: new RegExp(`^${operation.path.replaceAll(/\{\w+\}/g, '[^/]+')}$`),
    parameters: operation.path.split('{').length,
  }))
  .sort((left, right) => left.parameters - right.parameters)

function operationOf({ method, target }: FuzzCase): AnyOperation | undefined {
  const [path = ''] = target.split(/[?#]/)
  // Which address dots lead to is not for this check to say.
  if (/(\.|%2e)(\/|%2f|$)/i.test(path)) return undefined
  const found = templates.find(({ pattern }) => pattern.test(path))
  return found?.operation.method === method ? found.operation : undefined
}

function textOf({ headers, body }: Received): string {
  const decode = DECODERS[headers.get('content-encoding') ?? '']
  return new TextDecoder('utf-8', { fatal: true }).decode(
    decode === undefined ? body : decode(body),
  )
}

/** Browsers get a page, which has the request's id to be quoted. */
function checkErrorPage(one: FuzzCase, received: Received): string | null {
  const { status, headers } = received
  const asked = one.headers.some(
    ([name, value]) => name.toLowerCase() === 'accept' && value.includes('text/html'),
  )
  if (!asked) return `${status} as a page that was not asked for`
  const id = headers.get('x-request-id') ?? ''
  return textOf(received).includes(id) ? null : `a page of ${status} without the request's id`
}

function checkError(one: FuzzCase, received: Received): string | null {
  const { status, headers } = received
  if (headers.get('content-type')?.startsWith('text/html')) return checkErrorPage(one, received)
  const body: unknown = JSON.parse(textOf(received))
  if (headers.get('content-type') !== 'application/problem+json') {
    return `${status} as ${headers.get('content-type')}`
  }
  const parsed = Problem.safeParse(body)
  if (!parsed.success) return `a problem that breaks its schema: ${issuesOf(parsed.error)}`
  return parsed.data.status === status
    ? null
    : `${status} with a problem that says ${parsed.data.status}`
}

/** @returns what is wrong with an answer, null where nothing is */
export function checkAnswer(one: FuzzCase, received: Received | null): string | null {
  if (received === null) {
    return one.delivery === 'whole' || one.delivery === 'in pieces' ? 'no answer' : null
  }
  const { status, headers } = received
  if (status >= 500 && status !== 503) return `status ${status}`
  if (!headers.has('x-request-id')) return `status ${status} without X-Request-Id`
  // Of what the parser cannot read nobody knows that it was HEAD.
  const unreadable = status === 400 || status === 431
  if ((one.method === 'HEAD' && !unreadable) || status === 304 || status === 204) {
    return received.body.length === 0 ? null : `a body with ${one.method} and ${status}`
  }
  if (one.method === 'HEAD' && received.body.length === 0) return null
  if (one.target.startsWith('/trpc/') && headers.get('content-type') === 'application/json') {
    return checkTrpc(one.target, status, textOf(received))
  }
  if (status >= 400) return checkError(one, received)
  const operation = operationOf(one)
  const type = headers.get('content-type')
  if (operation === undefined || status !== 200) return null
  if (type === 'application/x-ndjson') {
    for (const line of textOf(received).split('\n').slice(0, -1)) JSON.parse(line)
    return null
  }
  const parsed = operation.output.safeParse(JSON.parse(textOf(received)))
  return parsed.success
    ? null
    : `an answer of ${operation.name} that breaks its schema: ${issuesOf(parsed.error)}`
}
