import { expect, test } from 'vitest'
import { KNOWN_HASH, post, testApp } from '../../support/served.ts'

test('a script of any origin may read every answer, errors too', async () => {
  const app = await testApp()
  const Origin = 'https://example.org'
  const answers = [
    await app.request('/v1/instances', { headers: { Origin } }),
    await app.request('/v1/instances/mars', { headers: { Origin } }),
    await app.request('/v1/query', post('{')),
    await app.request('/trpc/listInstances', { headers: { Origin } }),
    await app.request('/trpc/nothing', { headers: { Origin } }),
    await app.request('/openapi.json', { headers: { Origin } }),
    await app.request('/docs/api', { headers: { Origin } }),
  ]
  for (const { headers } of answers) {
    expect(headers.get('Access-Control-Allow-Origin')).toBe('*')
    const exposed = headers.get('Access-Control-Expose-Headers')?.split(', ')
    for (const name of ['ETag', 'Link', 'RateLimit', 'RateLimit-Policy', 'Retry-After']) {
      expect(exposed).toContain(name)
    }
    expect(exposed).toContain('X-Request-Id')
    expect(headers.get('Server-Timing')).toMatch(/^handler;dur=\d+\.\d\d$/)
  }
})

test('a preflight is answered at once and may be kept for a day', async () => {
  const app = await testApp()
  const answer = await app.request('/v1/query', {
    method: 'OPTIONS',
    headers: {
      Origin: 'https://example.org',
      'Access-Control-Request-Method': 'POST',
      'Access-Control-Request-Headers': 'content-type',
    },
  })
  expect(answer.status).toBe(204)
  expect(answer.headers.get('Access-Control-Allow-Methods')).toBe('GET, HEAD, POST, OPTIONS')
  expect(answer.headers.get('Access-Control-Allow-Headers')).toContain('Content-Type')
  expect(answer.headers.get('Access-Control-Max-Age')).toBe('86400')
})

test.each([
  ['/v1/instances', 'GET, HEAD, OPTIONS'],
  ['/v1/query', 'POST, OPTIONS'],
  ['/v1/architectures/resolve', 'POST, OPTIONS'],
  [`/v1/architectures/${KNOWN_HASH}`, 'GET, HEAD, OPTIONS'],
  ['/trpc/query', 'GET, HEAD, POST, OPTIONS'],
  ['/docs/api', 'GET, HEAD, OPTIONS'],
  ['/metrics', 'GET, HEAD, OPTIONS'],
])('OPTIONS %s allows %s', async (path, allow) => {
  const answer = await (await testApp()).request(path, { method: 'OPTIONS' })
  expect([answer.status, answer.headers.get('Allow')]).toStrictEqual([204, allow])
})

test('OPTIONS of an address that leads nowhere is 404', async () => {
  expect((await (await testApp()).request('/v2', { method: 'OPTIONS' })).status).toBe(404)
})
