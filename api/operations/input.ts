import type { z } from 'zod'
import { ApiError, type FieldError, shorten } from './errors.ts'

const FIELD_ERRORS_MAX = 20

type Issue = z.core.$ZodIssue

function pointerOf(path: readonly PropertyKey[]): string {
  return path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}

function unknownFieldErrors(
  names: readonly string[],
  detail: string,
  path: readonly PropertyKey[] = [],
): FieldError[] {
  const shown = names.slice(0, FIELD_ERRORS_MAX)
  return shown.map((name) => ({ pointer: shorten(pointerOf([...path, name])), detail }))
}

function fieldErrorsOf(issue: Issue): FieldError[] {
  if (issue.code === 'unrecognized_keys') {
    return unknownFieldErrors(issue.keys, 'Unknown field', issue.path)
  }
  return [{ pointer: pointerOf(issue.path), detail: shorten(issue.message) }]
}

function invalidFields(errors: readonly FieldError[]): ApiError {
  const [first] = errors
  const rest = errors.length > 1 ? ` (and ${errors.length - 1} more, see errors)` : ''
  const detail =
    first === undefined
      ? 'The input is not valid.'
      : `${first.pointer === '' ? 'The input' : first.pointer}: ${first.detail}${rest}`
  return new ApiError('request_invalid', detail, { errors })
}

// Zod checks the length of a text for a list's bounds, and so would tell of both.
function withoutConsequences(issues: readonly Issue[]): readonly Issue[] {
  const isMistyped = ({ code }: Issue) => code === 'invalid_type'
  const mistyped = new Set(issues.filter(isMistyped).map(({ path }) => pointerOf(path)))
  return issues.filter((issue) => isMistyped(issue) || !mistyped.has(pointerOf(issue.path)))
}

/** `request_invalid` with a JSON pointer for each wrong field. */
export function invalidInput(issues: readonly Issue[]): ApiError {
  const shown = withoutConsequences(issues.slice(0, FIELD_ERRORS_MAX))
  return invalidFields(shown.flatMap(fieldErrorsOf))
}

/** `request_invalid` with a JSON pointer for each field that an operation does not have. */
export function unknownFields(names: readonly string[], detail: string): ApiError {
  return invalidFields(unknownFieldErrors(names, detail))
}

/** Checks an input against its schema. @throws ApiError `request_invalid` */
export function parseInput<Schema extends z.ZodType>(
  schema: Schema,
  input: unknown,
  error?: z.core.$ZodErrorMap,
): z.output<Schema> {
  const parsed = schema.safeParse(input, error && { error })
  if (parsed.success) return parsed.data
  throw invalidInput(parsed.error.issues)
}

/** Whether a Content-Type is JSON, with or without a charset. */
export function isJson(contentType: string): boolean {
  return /^application\/json\s*(;|$)/i.test(contentType)
}
