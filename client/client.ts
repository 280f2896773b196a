import type { ApiInputs, ApiOutputs } from '../api/http/api-router.ts'

/** Inputs by operation. */
export type Inputs = ApiInputs
/** Outputs by operation. */
export type Outputs = ApiOutputs
export type OperationName = keyof Outputs & keyof Inputs

export interface CallOptions {
  readonly signal?: AbortSignal
}

/** One function an operation, of a running service or of a downloaded release. */
export type Client = {
  readonly [Name in OperationName]: undefined extends Inputs[Name]
    ? (input?: Inputs[Name], options?: CallOptions) => Promise<Outputs[Name]>
    : (input: Inputs[Name], options?: CallOptions) => Promise<Outputs[Name]>
}

// A table and not a list, so that the compiler names an operation that it lacks. Not made of the
// operations themselves, which would bring their schemas into every bundle.
const OPERATION_NAMES: Readonly<Record<OperationName, true>> = {
  listInstances: true,
  getInstance: true,
  getFitness: true,
  query: true,
  listFitness: true,
  getParetoFront: true,
  getFrontMembership: true,
  getStatistics: true,
  getInitialPopulation: true,
  getLandscape: true,
  getLandscapeStructure: true,
  compareLandscapes: true,
  listOptima: true,
  getBasin: true,
  resolveArchitectures: true,
  sampleArchitectures: true,
  getArchitecture: true,
  listNeighbours: true,
  listSurrogates: true,
  getSurrogate: true,
  getLimits: true,
  listReleases: true,
  getRelease: true,
}

/** The functions of a client, made of one that calls an operation by its name. */
export function clientOf(
  call: (name: OperationName, input: unknown, options: CallOptions) => Promise<unknown>,
): Client {
  const functions = Object.keys(OPERATION_NAMES).map((name) => [
    name,
    (input?: unknown, options: CallOptions = {}) => call(name as OperationName, input, options),
  ])
  // The loop loses the types of each function; `Client` says them again from the router.
  return Object.freeze(Object.fromEntries(functions)) as Client
}
