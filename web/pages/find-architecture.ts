import type { PageRequest } from '../ask.ts'

/** Where the form of the front page leads. */
export function findArchitecture({ query, origin }: PageRequest): { readonly redirect: string } {
  const hash = (query.get('hash') ?? '').trim().toLowerCase()
  return {
    redirect: hash === '' ? `${origin}/` : `${origin}/architectures/${encodeURIComponent(hash)}`,
  }
}
