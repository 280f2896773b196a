import type { Result, Router } from 'hono/router'
import { RegExpRouter } from 'hono/router/reg-exp-router'

const hasParameter = (path: string) => path.includes(':')
const isWildcard = (path: string) => path.includes('*')

/**
 * Paths without parameters before those with: /architectures/sample is no hash. hono's fastest router
 * refuses such a pair, and the one it falls back on takes a third of a look-up; so each kind has one
 * of its own.
 */
export class LiteralFirstRouter<T> implements Router<T> {
  readonly name = 'LiteralFirstRouter'
  readonly #literals = new Set<string>()
  readonly #literal = new RegExpRouter<T>()
  readonly #parametric = new RegExpRouter<T>()

  add(method: string, path: string, handler: T): void {
    if (isWildcard(path) || !hasParameter(path)) this.#literal.add(method, path, handler)
    if (isWildcard(path) || hasParameter(path)) this.#parametric.add(method, path, handler)
    if (!isWildcard(path) && !hasParameter(path)) this.#literals.add(path)
  }

  match(method: string, path: string): Result<T> {
    const router = this.#literals.has(path) ? this.#literal : this.#parametric
    return router.match(method, path)
  }
}
