import type { Hono } from 'hono'
import type { Context } from './context.ts'
import { ApiError } from './errors.ts'
import type { Http, HttpEnvironment } from './http.ts'
import { isJson, parseInput } from './input.ts'
import { ndjsonResponse, prefersNdjson } from './ndjson.ts'
import type { AnyOperation } from './operation.ts'
import { operations } from './operations.ts'
import { decodeQuery, fieldsOf } from './query-string.ts'

async function readJson(http: Http): Promise<unknown> {
  const type = http.req.header('Content-Type') ?? ''
  if (!isJson(type)) {
    throw new ApiError(
      'request_invalid',
      `The body is ${type === '' ? 'of no stated type' : JSON.stringify(type)}; send JSON with Content-Type: application/json.`,
    )
  }
  const text = await http.req.text()
  try {
    return JSON.parse(text)
  } catch {
    throw new ApiError('request_invalid', 'The body is not JSON.')
  }
}

/** Answers methods that a path does not have: 405 with `Allow`. */
export function refuseOtherMethods(
  app: Hono<HttpEnvironment>,
  path: string,
  known: string[],
): void {
  const allow = known
    .flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method]))
    .join(', ')
  app.all(path, ({ req }) => {
    throw new ApiError(
      'request_invalid',
      `${req.method} is not possible on ${req.path}; it allows ${allow}.`,
      { status: 405, headers: { Allow: allow } },
    )
  })
}

function answerJson(http: Http, answer: unknown): Response | Promise<Response> {
  // Only what is asynchronous waits for a turn of the loop.
  return answer instanceof Promise
    ? answer.then((settled) => http.json(settled as object))
    : http.json(answer as object)
}

function serveOperation(
  app: Hono<HttpEnvironment>,
  path: string,
  { operation, contextOf }: { operation: AnyOperation; contextOf: (http: Http) => Context },
): void {
  const fields = fieldsOf(operation)
  const respond = (http: Http, context: Context, read: unknown) => {
    const input = parseInput(operation.input, read)
    if (operation.stream !== undefined) http.header('Vary', 'Accept', { append: true })
    return operation.stream !== undefined && prefersNdjson(http)
      ? ndjsonResponse(http, context, operation.stream(context, input))
      : answerJson(http, operation.handle(context, input))
  }
  app.on(operation.method, path, (http): Response | Promise<Response> => {
    const context = contextOf(http)
    return operation.method === 'GET'
      ? respond(
          http,
          context,
          decodeQuery(fields, http.req.param(), new URL(http.req.url).searchParams),
        )
      : readJson(http).then((read) => respond(http, context, read))
  })
}

// Literal segments first: /architectures/sample is no hash.
function byPath(): [string, AnyOperation[]][] {
  const paths = new Map<string, AnyOperation[]>()
  for (const operation of Object.values<AnyOperation>(operations)) {
    paths.set(operation.path, [...(paths.get(operation.path) ?? []), operation])
  }
  const key = (path: string) => path.replaceAll(/\{\w+\}/g, '\u{10ffff}')
  return [...paths].sort(([left], [right]) => (key(left) < key(right) ? -1 : 1))
}

/** Serves every operation under its method and path. */
export function serveRest(app: Hono<HttpEnvironment>, contextOf: (http: Http) => Context): void {
  for (const [path, own] of byPath()) {
    const route = path.replaceAll(/\{(\w+)\}/g, ':$1')
    for (const operation of own) serveOperation(app, route, { operation, contextOf })
    refuseOtherMethods(
      app,
      route,
      own.map(({ method }) => method),
    )
  }
}
