import type { z } from 'zod'
import type { Context } from './context.ts'
import type { ErrorCode } from './errors.ts'

/** One thing the service can do, declared once; every transport is a loop over these. */
export interface Operation<Name extends string, Input extends z.ZodType, Output extends z.ZodType> {
  /** camelCase; also the tRPC procedure, the OpenAPI operation id and the file's name. */
  readonly name: Name
  readonly method: 'GET' | 'POST'
  /** With path parameters in braces, each a field of the input. */
  readonly path: string
  readonly summary: string
  readonly description: string
  readonly input: Input
  readonly output: Output
  /** What it can raise besides the errors that every operation can. */
  readonly errors: readonly ErrorCode[]
  handle(context: Context, input: z.output<Input>): z.output<Output>
}

export type AnyOperation = Operation<string, z.ZodType, z.ZodType>

/** What any operation can raise: before, around and instead of its own work. */
export const COMMON_ERRORS: readonly ErrorCode[] = [
  'request_invalid',
  'payload_too_large',
  'unavailable',
  'internal',
]

export function operation<Name extends string, Input extends z.ZodType, Output extends z.ZodType>(
  declared: Operation<Name, Input, Output>,
): Operation<Name, Input, Output> {
  return Object.freeze(declared)
}
