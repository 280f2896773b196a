import { z } from 'zod'
import { INVALID_REASONS } from '../../../space/invalid-architecture-error.ts'

/** What one item of a batch can fail with; the others are answered. */
export const ItemError = z
  .strictObject({
    error: z
      .strictObject({
        code: z
          .enum([
            'request_invalid',
            'architecture_invalid',
            'architecture_not_found',
            'not_evaluated',
            'unavailable',
          ])
          .meta({ description: 'Stable name of the error, the same as for a whole request' }),
        detail: z.string().meta({ description: 'What is wrong and how to fix it' }),
        reason: z
          .enum(INVALID_REASONS)
          .optional()
          .meta({ description: 'With architecture_invalid: what is wrong, in one word' }),
        progress: z.number().min(0).max(1).optional().meta({
          description:
            'With unavailable: the share of the predictions that are computed, from 0 to 1',
        }),
      })
      .meta({ description: 'Why this item failed' }),
  })
  .meta({ id: 'ItemError', description: 'Why one item of a batch has no answer' })
export type ItemError = z.infer<typeof ItemError>
