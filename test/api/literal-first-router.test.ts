import { Hono } from 'hono'
import { expect, test } from 'vitest'
import { LiteralFirstRouter } from '../../api/http/literal-first-router.ts'

function app(): Hono {
  const made = new Hono({ router: new LiteralFirstRouter() })
  made.use(async (http, next) => {
    await next()
    http.header('Seen', 'yes')
  })
  made.get('/cells/:hash', ({ req, text }) => text(`hash ${req.param('hash')}`))
  made.get('/cells/sample', ({ text }) => text('sample'))
  made.get('/cells/:hash/near', ({ req, text }) => text(`near ${req.param('hash')}`))
  made.all('/calls/*', ({ req, text }) => text(`call ${req.path}`))
  return made
}

test.each([
  ['/cells/sample', 'sample'],
  ['/cells/samples', 'hash samples'],
  ['/cells/a%2Fb', 'hash a/b'],
  ['/cells/sample/near', 'near sample'],
  ['/calls/x/y', 'call /calls/x/y'],
])('%s meets its literal path first, whatever the order of the routes', async (path, answer) => {
  const response = await app().request(path)
  expect(await response.text()).toBe(answer)
  expect(response.headers.get('Seen')).toBe('yes')
})

test('a method that a literal path lacks is not looked for among the others', async () => {
  expect((await app().request('/cells/sample', { method: 'POST' })).status).toBe(404)
})
