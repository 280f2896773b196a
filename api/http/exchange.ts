import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Holding } from './held-bytes.ts'
import type { Allowance } from './rate-limit.ts'
import type { Service } from './service.ts'

const GIVEN_ID = /^[\w=-]{1,255}$/

/** What the adapter gives with a request; nothing of it without a socket. */
export interface Connection {
  readonly incoming?: IncomingMessage
  readonly outgoing?: ServerResponse
}

/** One request from its arrival to its answer; a class for its one hidden shape. */
export class Exchange {
  readonly started = performance.now()
  readonly request: Request
  readonly incoming: IncomingMessage | undefined
  readonly outgoing: ServerResponse | undefined
  readonly service: Service
  readonly requestId: string
  /** `https` where a trusted proxy says so. */
  readonly scheme: string | null
  /** The address's template, never the address; empty until it is known. */
  route = ''
  /** What the client may still ask for; null where nothing is limited. */
  allowance: Allowance | null = null
  /** Units of it that this request has counted. */
  charged = 0
  /** Architectures that its calls have asked for. */
  architectures = 0
  /** Whether it has one of the slots for heavy work. */
  hasSlot = false
  /** What it holds of the bytes in flight; null as long as that is nothing. */
  holding: Holding | null = null
  /** When the answer got the headers that every answer has, as `performance.now()`; 0 before. */
  answered = 0

  constructor(request: Request, connection: Connection | undefined, service: Service) {
    this.request = request
    this.service = service
    this.incoming = connection?.incoming
    this.outgoing = connection?.outgoing
    const given = this.header('x-request-id')
    this.requestId = given !== undefined && GIVEN_ID.test(given) ? given : randomUUID()
    const scheme =
      service.settings.trustedProxies !== 0 ? this.header('x-forwarded-proto') : undefined
    this.scheme = scheme === 'https' || scheme === 'http' ? scheme : null
  }

  /** @param name in lower case */
  header(name: string): string | undefined {
    if (this.incoming === undefined) return this.request.headers.get(name) ?? undefined
    const value = this.incoming.headers[name]
    return typeof value === 'string' ? value : value?.join(', ')
  }

  /** Whether the client closed its connection, and nobody can be answered. */
  hasLeft(): boolean {
    return this.outgoing?.destroyed === true
  }

  /** Path and query, as they were sent. */
  get target(): string {
    if (this.incoming?.url !== undefined) return this.incoming.url
    const { url } = this.request
    const from = url.indexOf('/', url.indexOf('//') + 2)
    return from < 0 ? '/' : url.slice(from)
  }

  /** Where the service is for whoever asks: its public address where that is set. */
  get origin(): string {
    const { publicUrl } = this.service.settings
    if (publicUrl !== null) return publicUrl
    const { origin, host } = new URL(this.request.url)
    return this.scheme === null ? origin : `${this.scheme}://${host}`
  }
}
