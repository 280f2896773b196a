import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import type { BareRequest } from './messages.ts'

// The rival: hono and its adaptor as they come, one route, an answer that is always the same.

process.once('message', ({ answer }: BareRequest) => {
  const app = new Hono()
  app.get('/v1/instances/:instance/architectures/:hash', (http) => http.json(answer))
  serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => {
    process.send?.({ url: `http://127.0.0.1:${port}` })
  })
})
