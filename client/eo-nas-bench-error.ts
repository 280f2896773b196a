import type { ErrorCode, FieldError } from '../api/operations/errors.ts'
import type { InvalidReason } from '../space/invalid-architecture-error.ts'

export interface EoNasBenchErrorFields {
  /** A code of the service, or `unreachable` where no answer of the service came back. */
  readonly code: ErrorCode | 'unreachable'
  /** HTTP status; 0 where there was no response. */
  readonly status: number
  readonly detail: string
  readonly reason?: InvalidReason | undefined
  /** The wrong fields of the input, by JSON pointer. */
  readonly errors?: readonly FieldError[] | undefined
  /** Finds the request in the log of the service; null where the service gave none. */
  readonly requestId: string | null
}

/** A request that failed. A bad item of a batch is no failure: it is that item's `error`. */
export class EoNasBenchError extends Error implements EoNasBenchErrorFields {
  override readonly name = 'EoNasBenchError'
  readonly code: EoNasBenchErrorFields['code']
  readonly status: number
  readonly detail: string
  readonly reason: InvalidReason | undefined
  readonly errors: readonly FieldError[] | undefined
  readonly requestId: string | null

  constructor(fields: EoNasBenchErrorFields, options?: ErrorOptions) {
    super(`${fields.code}: ${fields.detail}`, options)
    this.code = fields.code
    this.status = fields.status
    this.detail = fields.detail
    this.reason = fields.reason
    this.errors = fields.errors
    this.requestId = fields.requestId
  }
}
