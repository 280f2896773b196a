import type { Context } from './context.ts'
import { ApiError } from './errors.ts'
import type { SurrogateModel } from './release-view.ts'

/** @throws ApiError `surrogate_not_found` */
export function surrogateModel({ release }: Context, id: string): SurrogateModel {
  const model = release.surrogates.get(id)
  if (model !== undefined) return model
  const known = [...release.surrogates.keys()].join(', ') || 'none'
  throw new ApiError(
    'surrogate_not_found',
    `There is no surrogate ${JSON.stringify(id)}; this release has: ${known}.`,
  )
}
