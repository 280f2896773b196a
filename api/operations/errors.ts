import type { InvalidReason } from '../../space/invalid-architecture-error.ts'

/** The closed list of errors: status, what happened in a sentence, how to fix it. */
export const ERRORS = {
  request_invalid: {
    status: 400,
    title: 'The request is not valid',
    fix: 'Correct the fields that `errors` points to and send the request again.',
  },
  architecture_invalid: {
    status: 422,
    title: 'The matrix and operations are not a NASBench-101 architecture',
    fix: 'Correct what `reason` names: the matrix, the operations or the size of the cell.',
  },
  architecture_not_found: {
    status: 404,
    title: 'No architecture has this hash',
    fix: 'Resolve the matrix and operations to get the hash, or copy the hash again.',
  },
  instance_not_found: {
    status: 404,
    title: 'There is no such instance',
    fix: 'Use one of the ids that GET /v1/instances lists.',
  },
  surrogate_not_found: {
    status: 404,
    title: 'There is no such surrogate',
    fix: 'Use one of the ids that GET /v1/surrogates lists.',
  },
  release_not_found: {
    status: 404,
    title: 'There is no such release',
    fix: 'Use one of the ids that GET /v1/releases lists.',
  },
  file_not_found: {
    status: 404,
    title: 'The release has no such file',
    fix: 'Use one of the names that the manifest of the release lists.',
  },
  epochs_not_available: {
    status: 422,
    title: 'The instance has no such training budget',
    fix: 'Use one of the epochs that the instance lists, or leave epochs out for the largest.',
  },
  not_evaluated: {
    status: 404,
    title: 'This architecture has no such value',
    fix: 'Ask for another architecture, another run, or a source that covers it.',
  },
  route_not_found: {
    status: 404,
    title: 'Nothing is at this address',
    fix: 'Use one of the addresses that /openapi.json lists.',
  },
  method_not_allowed: {
    status: 405,
    title: 'The address does not have this method',
    fix: 'Use one of the methods that the Allow header lists.',
  },
  request_timeout: {
    status: 408,
    title: 'The request did not arrive in time',
    fix: 'Send the whole request at once, over a faster connection or in smaller batches.',
  },
  url_too_long: {
    status: 414,
    title: 'The address is too long',
    fix: 'Send long inputs in the body: POST /v1/query takes 10,000 architectures.',
  },
  unsupported_media_type: {
    status: 415,
    title: 'The body is not declared as JSON',
    fix: 'Send JSON with Content-Type: application/json.',
  },
  range_not_satisfiable: {
    status: 416,
    title: 'The file ends before this range',
    fix: 'Ask for a range within the size that Content-Range states.',
  },
  expectation_failed: {
    status: 417,
    title: 'The Expect header cannot be met',
    fix: 'Send no Expect header, or Expect: 100-continue.',
  },
  headers_too_large: {
    status: 431,
    title: 'There are too many headers, or they are too large',
    fix: 'Send fewer and shorter header fields; cookies are not needed.',
  },
  payload_too_large: {
    status: 413,
    title: 'The request body is too large',
    fix: 'Split the batch into several requests.',
  },
  rate_limited: {
    status: 429,
    title: 'Too many requests',
    fix: 'Wait for the seconds in Retry-After, and send batches.',
  },
  unavailable: {
    status: 503,
    title: 'The service cannot answer this now',
    fix: 'Wait for the seconds in Retry-After, then try again.',
  },
  internal: {
    status: 500,
    title: 'Something went wrong in the service',
    fix: 'Try again. If it happens again, report it with the request id.',
  },
} as const satisfies Record<string, { status: number; title: string; fix: string }>

export type ErrorCode = keyof typeof ERRORS

export const ERROR_CODES = Object.keys(ERRORS) as ErrorCode[]

/** Seconds that `Retry-After` asks to wait for; only where waiting helps. */
const RETRY_AFTER_S: { readonly [Code in ErrorCode]?: number } = {
  rate_limited: 1,
  unavailable: 5,
}

const DETAIL_LENGTH_MAX = 500

/** One wrong field: a JSON pointer into the input, and what is wrong with it. */
export interface FieldError {
  readonly pointer: string
  readonly detail: string
}

export interface ApiErrorExtras {
  readonly reason?: InvalidReason
  readonly errors?: readonly FieldError[]
  /** Instead of the code's own; only for callers that left. */
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  /** With `unavailable` while data are being prepared: the share that is done, 0 to 1. */
  readonly progress?: number
  /** What happened inside; it goes to the log and to nobody else. */
  readonly cause?: unknown
}

/** An error that a caller sees: `detail` and `errors` hold nothing internal. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly code: ErrorCode
  readonly detail: string
  readonly status: number
  readonly extras: ApiErrorExtras

  constructor(code: ErrorCode, detail: string, extras: ApiErrorExtras = {}) {
    const shown = shorten(detail)
    super(shown, extras.cause === undefined ? {} : { cause: extras.cause })
    this.code = code
    this.detail = shown
    this.status = extras.status ?? ERRORS[code].status
    this.extras = extras
  }

  get headers(): Record<string, string> {
    const seconds = RETRY_AFTER_S[this.code]
    return {
      ...(seconds === undefined ? {} : { 'Retry-After': String(seconds) }),
      ...this.extras.headers,
    }
  }
}

/** Ends the work for a client that left. Nobody gets an answer; 499 is what proxies log. */
export function clientLeft(): ApiError {
  return new ApiError('request_invalid', 'The client left before its answer.', { status: 499 })
}

/** Details quote the request, and a request can be megabytes long. */
export function shorten(detail: string): string {
  return detail.length <= DETAIL_LENGTH_MAX ? detail : `${detail.slice(0, DETAIL_LENGTH_MAX - 1)}…`
}

/** The answer to an unexpected error. It says nothing of the cause, which the log has. */
export function maskedError(): ApiError {
  return new ApiError(
    'internal',
    'Something went wrong in the service; the request id finds it in the log.',
  )
}

const LOADING = 'The service is still loading its data; try again soon.'

/** What keeps the service from answering; with `progress` it ends by itself. */
export interface NotReady {
  readonly detail: string
  readonly progress?: number
}

export function notReady(why: NotReady | null = null): ApiError {
  const { detail, progress } = why ?? { detail: LOADING, progress: 0 }
  return new ApiError('unavailable', detail, progress === undefined ? {} : { progress })
}
