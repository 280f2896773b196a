import type { AnyOperation } from '../../api/operations/operation.ts'
import type { OperationName } from '../../api/operations/operations.ts'
import { operations } from '../../api/operations/operations.ts'
import { fillPath } from '../../api/reference/example-requests.ts'
import { post } from './served.ts'

interface App {
  request(path: string, init?: RequestInit): Response | Promise<Response>
}

export interface Answer {
  status: number
  headers: Headers
  body: unknown
}

async function answerOf(response: Response, unwrap = (body: unknown) => body): Promise<Answer> {
  const { status, headers } = response
  return { status, headers, body: unwrap(await response.json()) }
}

/** Calls an operation over REST. */
export async function rest(app: App, name: OperationName, input: unknown): Promise<Answer> {
  const operation: AnyOperation = operations[name]
  return answerOf(
    operation.method === 'POST'
      ? await app.request(operation.path, post(input))
      : await app.request(fillPath(operation.path, input as Record<string, unknown>)),
  )
}

interface Envelope {
  result?: { data: unknown }
  error?: { data: unknown }
}

const unwrapTrpc = (body: unknown) => {
  const { result, error } = body as Envelope
  return result === undefined ? error?.data : result.data
}

/** Calls an operation over tRPC; the body is the answer, or the error's data. */
export async function trpc(
  app: App,
  name: string,
  input: unknown,
  method: 'GET' | 'POST' = 'POST',
): Promise<Answer> {
  const url = `/trpc/${name}`
  const request =
    method === 'POST'
      ? app.request(url, post(input))
      : app.request(`${url}?input=${encodeURIComponent(JSON.stringify(input))}`)
  return answerOf(await request, unwrapTrpc)
}
