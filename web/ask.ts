import type { ColumnInput } from '../api/operations/column-values.ts'
import type { Inputs, OperationName, Outputs } from '../client/client.ts'

/** Asks an operation of the service, under its limits. Rejects with its `ApiError`. */
export type Ask = <Name extends OperationName>(
  name: Name,
  input: Inputs[Name],
) => Promise<Outputs[Name]>

export type ColumnQuery = Pick<ColumnInput, 'instance' | 'column'> & Partial<ColumnInput>

/** What a page is made from: the answers of the public API, and nothing else. */
export interface PageRequest {
  readonly ask: Ask
  /** One number of all architectures, as the columns of the API have it. */
  readonly column: (query: ColumnQuery) => Promise<Float64Array>
  /** Address of the service for whoever asks, without a slash at the end. */
  readonly origin: string
  /** Id of the release that is served. */
  readonly release: string
  /** Instances that have a page about their data under /docs/instances. */
  readonly noted: ReadonlySet<string>
  /** Parameters of the path. */
  readonly path: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  /** Results that the release alone decides, kept while it is served. */
  remember<Result>(key: string, make: () => Promise<Result>): Promise<Result>
}
