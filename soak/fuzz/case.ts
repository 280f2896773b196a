/** How the bytes of a request reach the service. */
export const DELIVERIES = ['whole', 'in pieces', 'half-closed', 'cut off'] as const
export type Delivery = (typeof DELIVERIES)[number]

/** One request of the fuzz. */
export interface FuzzCase {
  readonly method: string
  readonly target: string
  readonly headers: readonly (readonly [string, string])[]
  readonly body: Uint8Array
  readonly delivery: Delivery
}

/** What is sent, byte for byte; one request a connection. */
export function bytesOf({ method, target, headers, body }: FuzzCase): Buffer {
  const lines = [
    `${method} ${target} HTTP/1.1`,
    ...headers.map(([name, text]) => `${name}: ${text}`),
  ]
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'utf8'), body])
}
