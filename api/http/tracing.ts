import {
  context,
  ProxyTracerProvider,
  propagation,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api'
import type { Exchange } from './exchange.ts'

const NAME = 'eo-nas-bench'

/** The tracer of an OpenTelemetry SDK that was registered before; undefined costs nothing. */
export function registeredTracer(): Tracer | undefined {
  const provider = trace.getTracerProvider()
  return provider instanceof ProxyTracerProvider
    ? provider.getDelegateTracer(NAME)
    : provider.getTracer(NAME)
}

const carrier = {
  get: (exchange: Exchange, key: string) => exchange.header(key.toLowerCase()),
  keys: () => ['traceparent', 'tracestate', 'baggage'],
}

/** Runs `work` in a span of its own, which goes on the caller's trace where there is one. */
export function traced<T>(tracer: Tracer, exchange: Exchange, work: (span: Span) => T): T {
  const parent = propagation.extract(context.active(), exchange, carrier)
  const { method } = exchange.request
  const span = tracer.startSpan(
    method,
    { kind: SpanKind.SERVER, attributes: { 'http.request.method': method } },
    parent,
  )
  return context.with(trace.setSpan(parent, span), () => work(span))
}

/** Ends a span with what became of its request: the route's template, never the address. */
export function endSpan(span: Span, exchange: Exchange, status: number): void {
  span.updateName(`${exchange.request.method} ${exchange.route}`)
  span.setAttributes({
    'http.route': exchange.route,
    'http.response.status_code': status,
    'eo_nas_bench.request_id': exchange.requestId,
  })
  if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR })
  span.end()
}
