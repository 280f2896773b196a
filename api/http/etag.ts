import { readFileSync } from 'node:fs'
import { fnv1a } from '../../fitness/random-hash.ts'
import { encodingOf } from './encoding.ts'
import type { Exchange } from './exchange.ts'

const { version } = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
) as { version: string }

// An address differs from the address next to it, and nobody gains by a collision.
const digestOf = (text: string): string => (fnv1a(text) >>> 0).toString(36)

/**
 * The middle of a strong tag: the same address, release and version of the service give the same
 * bytes. Every encoding and media type has a suffix of its own, because their bytes differ.
 * @param revision of what else the answer is made of, see `Operation.revision`
 */
export function tagOf(exchange: Exchange, release: string, revision = ''): string {
  return `${release}.${version}.${digestOf(exchange.target + revision)}`
}

export function etagOf(tag: string, suffix = ''): string {
  return suffix === '' ? `"${tag}"` : `"${tag}-${suffix}"`
}

/** Whether an If-None-Match names a tag. */
export function names(ifNoneMatch: string, etag: string): boolean {
  return ifNoneMatch.split(',').some((one) => one.trim().replace(/^W\//, '') === etag)
}

/**
 * The tag that the client has already, of those that it could be answered with: known before the
 * answer is, so that nothing is computed for it.
 */
export function knownTag(exchange: Exchange, tag: string): string | null {
  const given = exchange.header('if-none-match')
  if (given === undefined || !given.includes(tag)) return null
  const plain = etagOf(tag)
  if (names(given, plain)) return plain
  const encoding = encodingOf(exchange.header('accept-encoding'))
  if (encoding === 'identity') return null
  const encoded = etagOf(tag, encoding)
  return names(given, encoded) ? encoded : null
}
