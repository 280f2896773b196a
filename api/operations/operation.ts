import type { z } from 'zod'
import type { Context } from './context.ts'
import type { ErrorCode } from './errors.ts'
import type { Caller, Steps } from './run-cooperatively.ts'

/** Media type of one JSON object a line. */
export const NDJSON = 'application/x-ndjson'

/** A request that the reference shows and the tests send. */
export interface Example<Input> {
  /** In a few words, unlike those of the operation's others. */
  readonly title: string
  readonly input: Input
}

/** One thing the service can do, declared once; every transport is a loop over these. */
export interface Operation<
  Name extends string,
  Input extends z.ZodType,
  Output extends z.ZodType,
  Answer = Answered<Output>,
> {
  /** camelCase; also the tRPC procedure, the OpenAPI operation id and the file's name. */
  readonly name: Name
  readonly method: 'GET' | 'POST'
  /** With path parameters in braces, each a field of the input. */
  readonly path: string
  readonly summary: string
  readonly description: string
  readonly input: Input
  readonly output: Output
  /**
   * What it reads of a release: nothing but the space, the descriptions of instances, fitness at one
   * budget or at all budgets, the cards of surrogates, or landscapes and the fitness at their budget. The local mode
   * loads only this.
   */
  readonly reads: 'space' | 'descriptions' | 'fitness' | 'budgets' | 'cards' | 'landscapes'
  /** What it can raise besides the errors that every operation can. */
  readonly errors: readonly ErrorCode[]
  /** Shown by the reference in each language, with the answer of the release that is served. */
  readonly examples?: readonly Example<z.input<Input>>[]
  /** How many architectures it answers at most; the calls of one request share a limit. */
  architectures?(input: z.output<Input>): number
  /** About how many milliseconds it takes the processor, where that is 1 or more. */
  processorMs?(input: z.output<Input>): number
  /**
   * How long an answer may be kept: `release` (what a GET is without it) as long as the release is
   * served, `none` where it tells of this moment, `immutable` for ever.
   */
  readonly cache?: 'release' | 'none' | 'immutable'
  /**
   * Another text for each state of what an answer shows beside the release: it makes the ETag too.
   * The release's own content needs none, its id changes with it.
   */
  revision?(context: Context): string
  /**
   * Computes what `handle`, `json` and `stream` need before they are called; undefined where nothing
   * is missing, so that a look-up does not wait for a turn of the loop.
   */
  prepare?(context: Context, input: z.output<Input>): Preparation | undefined
  /**
   * Returns the answer at once, as a look-up does; as a promise, where it waits for something; or as
   * steps, where it computes for long: the transport runs these and answers others in between.
   */
  handle(context: Context, input: z.output<Input>): Answer
  /** What JSON.stringify makes of the answer of `handle`, where that can be had faster; or its UTF-8. */
  json?(context: Context, input: z.output<Input>): Written | Steps<Written>
  /**
   * Everything that `handle` would answer page by page, as one sequence: over REST NDJSON, one object
   * a line. `undefined` is no object but a pause, which lets others have the processor. Raises its
   * errors when it is called, not when the first object is taken.
   */
  stream?(context: Context, input: z.output<Input>): Iterable<object | undefined>
}

/** What has to be computed before an operation can answer. */
export interface Preparation {
  /** Milliseconds that it keeps a processor, about. */
  readonly processorMs: number
  /** @param caller who waits; what nobody waits for any more is stopped. By default one that stays */
  run(caller?: Caller): Promise<void>
}

/** A text, or its UTF-8. */
export type Written = string | Uint8Array<ArrayBuffer>

type Answered<Output extends z.ZodType> =
  | z.output<Output>
  | Promise<z.output<Output>>
  | Steps<z.output<Output>>

export type AnyOperation = Operation<string, z.ZodType, z.ZodType>

/** What any operation can raise: before, around and instead of its own work. */
export const COMMON_ERRORS: readonly ErrorCode[] = [
  'request_invalid',
  'request_timeout',
  'payload_too_large',
  'url_too_long',
  'unsupported_media_type',
  'headers_too_large',
  'rate_limited',
  'unavailable',
  'internal',
]

type Settled<Output extends z.ZodType, Answer> =
  Answer extends Promise<unknown>
    ? Promise<z.output<Output>>
    : Answer extends Generator
      ? Steps<z.output<Output>>
      : z.output<Output>

export function operation<
  Name extends string,
  Input extends z.ZodType,
  Output extends z.ZodType,
  Answer extends Answered<Output>,
>(
  declared: Operation<Name, Input, Output, Answer>,
): Operation<Name, Input, Output, Settled<Output, Answer>> {
  // What is inferred of the answer can be narrower than what the schema says.
  return Object.freeze(declared) as Operation<Name, Input, Output, Settled<Output, Answer>>
}

/** Prepares an operation and does its work. */
export function prepared<Result>(
  operation: AnyOperation,
  { context, input }: { readonly context: Context; readonly input: unknown },
  work: () => Result | Promise<Result>,
): Result | Promise<Result> {
  const preparation = operation.prepare?.(context, input)
  return preparation === undefined ? work() : preparation.run().then(work)
}
