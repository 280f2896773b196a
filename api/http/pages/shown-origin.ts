import type { Exchange } from '../exchange.ts'

/** Where clients find the service that no request has named yet. */
export const DEFAULT_ORIGIN = 'http://127.0.0.1:8101'

// A host name may hold what a shell, Python or TypeScript would take for its own.
export function shownOrigin({ origin }: Exchange): string {
  return /^https?:\/\/[\w.:[\]-]+(\/[\w.~/-]*)?$/.test(origin) ? origin : DEFAULT_ORIGIN
}
