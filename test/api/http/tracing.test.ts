import { propagation, SpanStatusCode, trace } from '@opentelemetry/api'
import { W3CTraceContextPropagator } from '@opentelemetry/core'
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { buildApp } from '../../../api/http/app.ts'
import { registeredTracer } from '../../../api/http/tracing.ts'
import { KNOWN_HASH, memoryLog, post, testApp } from '../../support/served.ts'

const exporter = new InMemorySpanExporter()

beforeEach(() => {
  exporter.reset()
  trace.setGlobalTracerProvider(
    new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }),
  )
  propagation.setGlobalPropagator(new W3CTraceContextPropagator())
})
afterEach(() => {
  trace.disable()
  propagation.disable()
})

test('with a registered SDK each request is a span on the trace of its caller', async () => {
  const app = await testApp(memoryLog())
  const traceId = '0af7651916cd43dd8448eb211c80319c'
  const headers = { traceparent: `00-${traceId}-b7ad6b7169203331-01`, 'X-Request-Id': 'run-42' }
  await app.request(`/v1/instances/test-instance/architectures/${KNOWN_HASH}?epochs=108`, {
    headers,
  })
  await app.request('/v1/query', post({ instance: 'mars', architectures: [] }))
  const [lookUp, query] = exporter.getFinishedSpans()
  expect(lookUp?.name).toBe('GET /v1/instances/{instance}/architectures/{hash}')
  expect(lookUp?.spanContext().traceId).toBe(traceId)
  expect(lookUp?.attributes).toStrictEqual({
    'http.request.method': 'GET',
    'http.route': '/v1/instances/{instance}/architectures/{hash}',
    'http.response.status_code': 200,
    'eo_nas_bench.request_id': 'run-42',
  })
  expect(query?.attributes['http.response.status_code']).toBe(404)
  expect(query?.status.code).toBe(SpanStatusCode.UNSET)
})

test('a request that fails is a failed span without the cause', async () => {
  const failing = buildApp(() => {
    throw new Error('hunter2')
  }, memoryLog())
  await failing.request('/v1/instances')
  const [span] = exporter.getFinishedSpans()
  expect(span?.status.code).toBe(SpanStatusCode.ERROR)
  expect(JSON.stringify([span?.attributes, span?.events, span?.status])).not.toContain('hunter2')
})

test('without an SDK there is no tracer', () => {
  trace.disable()
  expect(registeredTracer()).toBeUndefined()
})
