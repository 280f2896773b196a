import { getBytes, postBytes } from '../../bench/http/request-bytes.ts'
import type { Catalogue } from './catalogue.ts'
import type { Kind, LoadRequest } from './kind.ts'

const PAGES = [
  '/',
  '/docs',
  '/docs/api',
  '/docs/api.md',
  '/docs/running',
  '/docs/errors',
  '/docs/errors/not_evaluated',
  '/openapi.json',
]
const NO_HASH = 'f'.repeat(32)
const CONV = 'conv3x3-bn-relu'
const TYPED = 'application/json'

function described({ budgets, surrogates, release }: Catalogue): string[] {
  return [
    '/v1/instances',
    ...new Set(budgets.map(({ instance }) => `/v1/instances/${instance}`)),
    '/v1/surrogates',
    ...surrogates.map((surrogate) => `/v1/surrogates/${surrogate}`),
    '/v1/limits',
    '/v1/releases',
    `/v1/releases/${release}`,
    '/healthz',
    '/readyz',
    '/metrics',
  ]
}

function refused({ budgets, architectures }: Catalogue): LoadRequest[] {
  const instance = budgets[0]?.instance ?? ''
  const hash = architectures[0]?.hash ?? ''
  const listing = `/v1/instances/${instance}/architectures`
  const get = (status: number, path: string, method = 'GET') => ({
    bytes: getBytes(path, '', method),
    status,
  })
  const query = (status: number, body: string | object, type = TYPED) => ({
    bytes: postBytes('/v1/query', body, type),
    status,
  })
  return [
    get(404, `/v1/instances/none/architectures/${hash}`),
    get(404, `${listing}/${NO_HASH}`),
    get(400, `${listing}/${hash.slice(1)}`),
    get(400, `${listing}/${hash}?epoch=108`),
    get(400, `${listing}/${hash}?seed=-1`),
    get(422, `${listing}/${hash}?epochs=7`),
    get(400, `${listing}?cursor=none`),
    get(400, `${listing}?sort=none`),
    get(400, `${listing}?limit=0`),
    get(400, '/v1/architectures/sample?count=10001'),
    get(404, `/v1/architectures/${NO_HASH}/neighbours`),
    get(404, '/v1/surrogates/none'),
    get(404, '/v1/none'),
    get(404, '/docs/none'),
    get(405, '/v1/instances', 'DELETE'),
    get(414, `/v1/instances/${'x'.repeat(8200)}`),
    get(404, '/trpc/none'),
    query(404, { instance: 'none', architectures: [{ hash }] }),
    query(400, { instance, architectures: [{ hash }], more: 1 }),
    query(400, { instance, architectures: Array.from({ length: 10_001 }, () => ({})) }),
    query(400, '{"instance":'),
    query(400, `${'['.repeat(40)}${']'.repeat(40)}`),
    query(415, { instance, architectures: [{ hash }] }, 'text/plain'),
    {
      bytes: postBytes('/v1/query', {
        instance,
        architectures: [{ matrix: [[0]], operations: [CONV] }],
      }),
      // An architecture that is none has its error in its place.
      status: 200,
    },
  ]
}

/** Everything else: what is small, pages for readers, and what must be refused. */
export function otherKinds(catalogue: Catalogue): Kind[] {
  const paths = described(catalogue)
  const wrong = refused(catalogue)
  return [
    {
      name: 'descriptions',
      perMillion: 10_000,
      isLight: false,
      make: (random) => ({ bytes: getBytes(random.pick(paths)), status: 200 }),
    },
    {
      name: 'preflight',
      perMillion: 2_000,
      isLight: true,
      make: (random) => ({
        bytes: getBytes(random.pick(paths), 'Origin: https://example.org\r\n', 'OPTIONS'),
        status: 204,
      }),
    },
    {
      name: 'pages',
      perMillion: 10_000,
      isLight: false,
      make: (random) => {
        const headers = random.pick(['', 'Accept: text/html\r\n', 'Accept-Encoding: br\r\n'])
        return { bytes: getBytes(random.pick(PAGES), headers), status: 200 }
      },
    },
    {
      name: 'refused, 4xx',
      perMillion: 20_000,
      isLight: false,
      make: (random) => random.pick(wrong),
    },
  ]
}
