import type { PageRequest } from '../../../web/ask.ts'
import type { Context } from '../../operations/context.ts'

type Kept = Map<string, Promise<unknown>>

const KEPT_MAX = 256

/**
 * Results by the release that decides them. One that failed is made again, also by those who waited
 * for it: another client may have left or may have no units left.
 */
export function keeper(): (context: Pick<Context, 'release'>) => PageRequest['remember'] {
  const byRelease = new WeakMap<Context['release'], Kept>()
  return ({ release }) => {
    const kept: Kept = byRelease.get(release) ?? new Map()
    byRelease.set(release, kept)
    return async (key, make) => {
      for (let known = kept.get(key); known !== undefined; known = kept.get(key)) {
        try {
          return (await known) as Awaited<ReturnType<typeof make>>
        } catch {
          if (kept.get(key) === known) kept.delete(key)
        }
      }
      const [oldest] = kept.keys()
      if (kept.size >= KEPT_MAX && oldest !== undefined) kept.delete(oldest)
      const made = make()
      kept.set(key, made)
      try {
        return await made
      } catch (error) {
        if (kept.get(key) === made) kept.delete(key)
        throw error
      }
    }
  }
}
