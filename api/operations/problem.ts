import { z } from 'zod'
import { INVALID_REASONS } from '../../space/invalid-architecture-error.ts'
import { type ApiError, ERROR_CODES, ERRORS } from './errors.ts'

/** RFC 9457 problem details, as every transport sends them. */
export const Problem = z
  .strictObject({
    type: z.string().meta({
      description: 'Address of the page about this error',
      example: 'https://example.org/docs/errors/architecture_not_found',
    }),
    title: z.string().meta({ description: 'What happened; the same for all errors of this code' }),
    status: z.int().min(400).max(599).meta({ description: 'HTTP status', example: 404 }),
    code: z.enum(ERROR_CODES).meta({ description: 'Stable name of the error' }),
    detail: z.string().meta({ description: 'What is wrong with this request and how to fix it' }),
    instance: z.string().meta({ description: 'The request id, also in X-Request-Id' }),
    reason: z
      .enum(INVALID_REASONS)
      .optional()
      .meta({ description: 'With architecture_invalid: what is wrong, in one word' }),
    progress: z.number().min(0).max(1).optional().meta({
      description: 'With unavailable, while data are prepared: the finished share, from 0 to 1',
    }),
    errors: z
      .array(
        z.strictObject({
          pointer: z
            .string()
            .meta({ description: 'JSON pointer into the input', example: '/epochs' }),
          detail: z.string().meta({ description: 'What is wrong with this field' }),
        }),
      )
      .optional()
      .meta({ description: 'The wrong fields of the input' }),
  })
  .meta({ id: 'Problem', description: 'RFC 9457 problem details' })
export type Problem = z.infer<typeof Problem>

/** @param request where it happened: the origin of the service's address, and the request id */
export function problemOf(
  error: ApiError,
  request: { readonly origin: string; readonly requestId: string },
): Problem {
  const { reason, errors, progress } = error.extras
  return {
    type: `${request.origin}/docs/errors/${error.code}`,
    title: ERRORS[error.code].title,
    status: error.status,
    code: error.code,
    detail: error.detail,
    instance: request.requestId,
    ...(reason === undefined ? {} : { reason }),
    ...(progress === undefined ? {} : { progress }),
    ...(errors === undefined ? {} : { errors: [...errors] }),
  }
}
