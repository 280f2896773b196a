import type { Hono } from 'hono'
import type { Context } from '../operations/context.ts'
import { ApiError } from '../operations/errors.ts'
import { isJson, parseInput, unknownFields } from '../operations/input.ts'
import { type AnyOperation, NDJSON } from '../operations/operation.ts'
import { operations } from '../operations/operations.ts'
import { type AnswerInit, answer, CACHE, notModified, type Text } from './answer.ts'
import { parseJson, readText } from './body.ts'
import { limitedClient } from './client-address.ts'
import { etagOf, knownTag, tagOf } from './etag.ts'
import type { Exchange } from './exchange.ts'
import type { Http, HttpEnvironment } from './http.ts'
import { HEAVY_BODY_BYTES } from './limits.ts'
import { loopTurns } from './loop-turns.ts'
import { ndjsonResponse, prefersNdjson } from './ndjson.ts'
import { queryInput } from './query-input.ts'
import { fieldsOf } from './query-string.ts'
import { chargeOperation, operationRunner, prepareFirst, withHeavySlot } from './run-operation.ts'
import type { Service } from './service.ts'

function checkType(http: Http): void {
  const type = http.req.header('Content-Type') ?? ''
  if (!isJson(type)) {
    throw new ApiError(
      'unsupported_media_type',
      `The body is ${type === '' ? 'of no stated type' : JSON.stringify(type)}; send JSON with Content-Type: application/json.`,
    )
  }
}

function queryOf({ target }: Exchange): string {
  const from = target.indexOf('?')
  if (from < 0) return ''
  const fragment = target.indexOf('#', from)
  return target.slice(from + 1, fragment < 0 ? undefined : fragment)
}

// Ignored, it would get the answer to another question.
function refuseQuery(query: string): void {
  const names = [...new Set(new URLSearchParams(query).keys())]
  if (names.length === 0) return
  throw unknownFields(names, 'Unknown field; the fields of this operation go in the body')
}

/** What of the headers is known before the answer is. */
function initOf(exchange: Exchange, context: Context, operation: AnyOperation): AnswerInit {
  const { method, cache = method === 'GET' ? 'release' : 'none', stream, revision } = operation
  return {
    type: 'application/json',
    cache: CACHE[cache],
    tag: cache === 'none' ? null : tagOf(exchange, context.release.id, revision?.(context)),
    ...(stream === undefined ? {} : { headers: { Vary: 'Accept, Accept-Encoding' } }),
  }
}

function ndjsonInit({ tag, ...init }: AnswerInit): AnswerInit {
  return { ...init, type: NDJSON, tag: typeof tag === 'string' ? `${tag}.ndjson` : null }
}

// A reference relative to the request's own address is right behind any proxy.
function linked(exchange: Exchange, init: AnswerInit, { next }: { next?: unknown }): AnswerInit {
  if (typeof next !== 'string') return init
  const query = new URLSearchParams(queryOf(exchange))
  query.set('cursor', next)
  return { ...init, headers: { ...init.headers, Link: `<?${query}>; rel="next"` } }
}

interface Serving {
  readonly service: Service
  openContext(): Context
}

function serveOperation(
  app: Hono<HttpEnvironment>,
  path: string,
  { operation, openContext, service }: Serving & { operation: AnyOperation },
): void {
  const readQuery = queryInput(operation)
  const isPaged = 'cursor' in fieldsOf(operation)
  const answerJson = (exchange: Exchange, init: AnswerInit, answered: unknown) => {
    if (init.tag !== null && exchange.header('if-none-match') === '*') {
      return notModified(exchange, etagOf(init.tag ?? ''), init)
    }
    return operation.json === undefined
      ? answer(
          exchange,
          JSON.stringify(answered),
          isPaged ? linked(exchange, init, answered as object) : init,
        )
      : answer(exchange, answered as Text, init)
  }
  const run = operationRunner(operation, service, operation.json ?? operation.handle)
  const respond = (http: Http, context: Context, input: unknown) => {
    const { env } = http
    const asJson = initOf(env, context, operation)
    const streams = operation.stream !== undefined && prefersNdjson(http)
    const init = streams ? ndjsonInit(asJson) : asJson
    const known = typeof init.tag === 'string' ? knownTag(env, init.tag) : null
    if (known !== null) return notModified(env, known, init)
    if (operation.stream !== undefined && streams) {
      chargeOperation(env, operation, input)
      const { stream } = operation
      const respondInLines = () => {
        const sequence = stream(context, input)
        const leave = service.streams.enter(limitedClient(env, service.settings))
        return ndjsonResponse(http, service.log, { sequence, init, leave })
      }
      const preparation = operation.prepare?.(context, input)
      return preparation === undefined
        ? respondInLines()
        : prepareFirst(env, preparation).then(respondInLines)
    }
    const answered = run(env, context, input)
    // Only what is asynchronous waits for a turn of the loop.
    return answered instanceof Promise
      ? answered.then((settled) => answerJson(env, init, settled))
      : answerJson(env, init, answered)
  }
  app.on(operation.method, path, (http): Response | Promise<Response> => {
    const { env } = http
    env.route = operation.path
    const context = openContext()
    if (operation.method === 'GET') {
      return respond(http, context, readQuery(http.req.param(), queryOf(env)))
    }
    refuseQuery(queryOf(env))
    checkType(http)
    return readText(env, 'The body').then((text) => {
      const parseAndRespond = () =>
        respond(http, context, parseInput(operation.input, parseJson(text, 'The body')))
      // Whoever waits in line holds the text alone.
      if (text.length > HEAVY_BODY_BYTES) return withHeavySlot(service, env, parseAndRespond)
      return loopTurns.next()?.then(parseAndRespond) ?? parseAndRespond()
    })
  })
}

/** Serves every operation under its method and path. */
export function serveRest(app: Hono<HttpEnvironment>, serving: Serving): void {
  for (const operation of Object.values<AnyOperation>(operations)) {
    const route = operation.path.replaceAll(/\{(\w+)\}/g, ':$1')
    serveOperation(app, route, { operation, ...serving })
  }
}
