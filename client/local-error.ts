import { ApiError } from '../api/operations/errors.ts'
import { EoNasBenchError } from './eo-nas-bench-error.ts'

/** What the service's own code raises, as a caller of a service would get it; anything else as it is. */
export function toEoNasBenchError(error: unknown): unknown {
  if (!(error instanceof ApiError)) return error
  const { code, status, detail, extras } = error
  return new EoNasBenchError(
    { code, status, detail, reason: extras.reason, errors: extras.errors, requestId: null },
    { cause: error },
  )
}
