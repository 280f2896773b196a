import { isIP } from 'node:net'
import type { Exchange } from './exchange.ts'
import type { Settings, TrustedProxies } from './service.ts'

const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i

function groupsOf(text: string): string[] {
  return text === '' ? [] : text.split(':')
}

// One subscriber has a whole /64 of addresses and would else have as many allowances.
function networkOf(address: string): string {
  const [plain = ''] = address.split('%')
  const [head = '', tail] = plain.split('::')
  const before = groupsOf(head)
  const after = groupsOf(tail ?? '')
  const zeros = Array<string>(Math.max(0, 8 - before.length - after.length)).fill('0')
  const groups = tail === undefined ? before : [...before, ...zeros, ...after]
  const four = groups.slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16))
  return `${four.join(':')}::/64`
}

/** An IPv4 address as it is, an IPv6 address as its /64. */
export function clientOf(address: string): string {
  if (!address.includes(':')) return address
  const mapped = MAPPED.exec(address)?.[1]
  return mapped ?? networkOf(address)
}

export function isLoopback(address: string): boolean {
  return address.startsWith('127.') || address === '::1' || address.startsWith('::ffff:127.')
}

function forwardedFor(exchange: Exchange, proxies: TrustedProxies): string | undefined {
  if (typeof proxies === 'string') return exchange.header(proxies)?.trim()
  return exchange.header('x-forwarded-for')?.split(',').at(-proxies)?.trim()
}

/** The address that a request came from; empty without a socket. */
export function addressOf(exchange: Exchange, proxies: TrustedProxies): string {
  const socket = exchange.incoming?.socket.remoteAddress ?? ''
  if (proxies === 0) return socket
  const forwarded = forwardedFor(exchange, proxies) ?? ''
  return isIP(forwarded) === 0 ? socket : forwarded
}

/** Who may have but a share; null for anybody without a rate limit, and for the machine itself where none is set. */
export function limitedClient(
  exchange: Exchange,
  { rateLimit, trustedProxies }: Settings,
): string | null {
  if (rateLimit === 0) return null
  const address = addressOf(exchange, trustedProxies)
  return rateLimit === null && isLoopback(address) ? null : clientOf(address)
}
