import fc from 'fast-check'
import type { z } from 'zod'
import { openApiDocument } from '../../api/reference/openapi-document.ts'
import { DELIVERIES, type FuzzCase } from './case.ts'
import { JUNK_JSON, jsonOf, type Known } from './values.ts'

type Document = ReturnType<typeof openApiDocument>
type JsonSchema = z.core.JSONSchema.BaseSchema
interface Described {
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: { readonly content: Readonly<Record<string, { schema: JsonSchema }>> }
}
interface Parameter {
  readonly name: string
  readonly in: string
  readonly schema: JsonSchema
}

const JUNK_SEGMENTS = [
  '',
  '%',
  '%zz',
  '%00',
  '%ff%fe',
  '%c0%ae%c0%ae',
  '..',
  '%2e%2e%2f',
  '__proto__',
  'constructor',
  'a%2Fb',
  '🛰',
  "';--",
  'x'.repeat(7000),
  '%41'.repeat(4000),
]

// Halves of surrogate pairs have no percent-encoding.
const segment = (text: string) => encodeURIComponent(text.replaceAll(/[\ud800-\udfff]/g, '\ufffd'))

// A query holds what JSON holds, without the quotes of strings.
function plain(json: string): string {
  return json.startsWith('"') && json.endsWith('"') ? json.slice(1, -1) : json
}

function pathOf(template: string, known: Known): fc.Arbitrary<string> {
  const parts = template.split('/').map((part) => {
    const name = /^\{(\w+)\}$/.exec(part)?.[1]
    if (name === undefined) return fc.constant(part)
    const value = jsonOf({ type: 'string' }, { name, known, components: {} }).map((json) =>
      segment(JSON.parse(json) as string),
    )
    return fc.oneof({ weight: 12, arbitrary: value }, fc.constantFrom(...JUNK_SEGMENTS))
  })
  const whole = fc.tuple(...parts).map((all) => all.join('/'))
  const broken = fc.constantFrom(...JUNK_SEGMENTS).map((junk) => `/${junk}`)
  const beside = whole.chain((path) =>
    fc.constantFrom(`${path}/`, `${path}/x`, `/${path}`, `${path}#y`),
  )
  return fc.oneof({ weight: 20, arbitrary: whole }, broken, beside)
}

function queryOf(parameters: readonly Parameter[], known: Known): fc.Arbitrary<string> {
  const one = (name: string, value: fc.Arbitrary<string>) =>
    value.map((json) => `${name}=${segment(plain(json))}`)
  const fields = parameters
    .filter((parameter) => parameter.in === 'query')
    .map(({ name, schema }) =>
      fc.option(
        fc.oneof(
          { weight: 10, arbitrary: one(name, jsonOf(schema, { name, known, components: {} })) },
          one(
            name,
            JUNK_JSON.map((json) => json.slice(0, 300)),
          ),
          fc.constantFrom(`${name}=`, name, `${name}=%`, `${name}=%ff`, `${name}=1&${name}=2`),
        ),
        { freq: 1, nil: '' },
      ),
    )
  const junk = fc.constantFrom(
    '__proto__=1',
    'constructor=x',
    'x=%00',
    '&&==&',
    `q=${'y'.repeat(9000)}`,
  )
  const rarely = fc.oneof({ weight: 12, arbitrary: fc.constant('') }, junk)
  return fc.tuple(...fields, rarely).map((all) => {
    const parts = all.filter((part) => part !== '')
    return parts.length === 0 ? '' : `?${parts.join('&')}`
  })
}

const utf8 = (text: string) => Buffer.from(text, 'utf8')

// The same text in encodings that JSON does not have, and bytes that are no text.
function encoded(text: fc.Arbitrary<string>): fc.Arbitrary<Uint8Array> {
  return fc.oneof(
    { weight: 20, arbitrary: text.map(utf8) },
    text.map((one) => Buffer.from(one, 'utf16le')),
    text.map((one) => utf8(`\ufeff${one}`)),
    text.map((one) => Buffer.concat([utf8(one), Buffer.from([0xff, 0xc0, 0x80])])),
    text.map((one) => utf8(one).subarray(0, Math.max(0, one.length - 1))),
    text.map((one) => utf8(`${one}\u0000`)),
    fc.uint8Array({ maxLength: 200 }),
  )
}

const header = (name: string, ...texts: string[]) =>
  fc.constantFrom(...texts).map((text) => [name, text] as const)

const EXTRA_HEADERS = fc.oneof(
  header('Accept', 'application/x-ndjson', 'text/html', '*/*;q=0', ',;,=', '"'),
  header('Accept-Encoding', 'gzip', 'br', 'gzip;q=nan, br;q=9e9', '*', 'identity;q=0'),
  header('If-None-Match', '*', '"', 'W/"x"', '"a", "b", W/"'),
  header('Range', 'bytes=0-0', 'bytes=-1', 'bytes=9-1', 'bytes=a-b', 'bytes=0-0,1-1'),
  header('X-Request-Id', 'given', 'a b', '<script>', 'x'.repeat(300)),
  header('X-Forwarded-For', '1.2.3.4', 'not an address', '::1, ::2'),
  header('X-Forwarded-Proto', 'https', 'javascript'),
  header('Expect', '100-continue', 'x'),
  header('Content-Length', '-1', '7', '99999999999999999999', '0x10'),
  header('Transfer-Encoding', 'chunked', 'gzip', 'identity'),
  header('Origin', 'null', 'https://example.org'),
  header('traceparent', '00-x-y-z', '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'),
  header('X-Long', 'x'.repeat(17_000)),
  header('__proto__', 'polluted'),
)

const TYPES = [
  'text/plain',
  'application/json; charset=utf-16',
  'application/jsonx',
  '',
  'multipart/form-data',
]

function headersOf(hasBody: boolean, length: number): fc.Arbitrary<FuzzCase['headers']> {
  const host = fc.oneof(
    { weight: 40, arbitrary: header('Host', '127.0.0.1') },
    header('Host', '', 'a b', 'example.org:99999', '[::1', 'x@y', 'é'),
  )
  const type = fc.oneof(
    { weight: 12, arbitrary: header('Content-Type', 'application/json') },
    header('Content-Type', ...TYPES),
  )
  const stated = fc.constant(['Content-Length', String(length)] as const)
  const extra = fc.oneof(
    { weight: 3, arbitrary: fc.constant([]) },
    fc.array(EXTRA_HEADERS, { maxLength: 3 }),
  )
  return fc
    .tuple(host, hasBody ? fc.tuple(type, stated) : fc.constant([]), extra)
    .map(([first, own, others]) => [first, ...own, ...others, ['Connection', 'close'] as const])
}

function methodOf(method: string): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 16, arbitrary: fc.constant(method) },
    fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'TRACE', 'NOPE'),
  )
}

function casesOf(
  document: Document,
  known: Known,
  { path, method, described }: { path: string; method: string; described: Described },
): fc.Arbitrary<FuzzCase> {
  const schema = described.requestBody?.content['application/json']?.schema
  const components = document.components.schemas as never
  const json =
    schema === undefined
      ? fc.constant('')
      : fc.oneof(
          { weight: 12, arbitrary: jsonOf(schema, { name: '', known, components }) },
          JUNK_JSON,
        )
  const bodies = schema === undefined ? fc.constant(new Uint8Array()) : encoded(json)
  const delivery = fc.oneof(
    { weight: 12, arbitrary: fc.constant('whole' as const) },
    fc.constantFrom(...DELIVERIES),
  )
  return bodies.chain((body) =>
    fc.record({
      method: methodOf(method),
      target: fc
        .tuple(pathOf(path, known), queryOf(described.parameters ?? [], known))
        .map((parts) => parts.join('')),
      headers: headersOf(schema !== undefined, body.length),
      body: fc.constant(body),
      delivery,
    }),
  )
}

// tRPC is not in the document: each procedure, with every kind of input.
function trpcCases(): fc.Arbitrary<FuzzCase> {
  const names = fc.constantFrom(
    'query',
    'getFitness',
    'listInstances',
    'none',
    '__proto__',
    'query,query',
  )
  return fc
    .tuple(names, fc.oneof(JUNK_JSON, fc.constant('{}')), fc.boolean())
    .chain(([name, json, get]) =>
      fc.record({
        method: fc.constant(get ? 'GET' : 'POST'),
        target: fc.constantFrom(
          `/trpc/${name}${get ? `?input=${segment(json.slice(0, 500))}` : ''}`,
          `/trpc/${name}?batch=1`,
          '/trpc/',
        ),
        headers: headersOf(!get, utf8(json).length),
        body: fc.constant(get ? new Uint8Array() : utf8(json)),
        delivery: fc.constant('whole' as const),
      }),
    )
}

/** Requests made from the service's own OpenAPI document, valid and invalid. */
export function fuzzCases(known: Known): fc.Arbitrary<FuzzCase> {
  const document = openApiDocument()
  const all = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]) =>
      casesOf(document, known, {
        path,
        method: method.toUpperCase(),
        described: described as unknown as Described,
      }),
    ),
  )
  return fc.oneof(...all, trpcCases())
}
