import { getArchitecture } from './operations/get-architecture.ts'
import { getFitness } from './operations/get-fitness.ts'
import { getInstance } from './operations/get-instance.ts'
import { getLimits } from './operations/get-limits.ts'
import { getParetoFront } from './operations/get-pareto-front.ts'
import { getRelease } from './operations/get-release.ts'
import { getStatistics } from './operations/get-statistics.ts'
import { getSurrogate } from './operations/get-surrogate.ts'
import { listFitness } from './operations/list-fitness.ts'
import { listInstances } from './operations/list-instances.ts'
import { listNeighbours } from './operations/list-neighbours.ts'
import { listReleases } from './operations/list-releases.ts'
import { listSurrogates } from './operations/list-surrogates.ts'
import { query } from './operations/query.ts'
import { resolveArchitectures } from './operations/resolve-architectures.ts'
import { sampleArchitectures } from './operations/sample-architectures.ts'

/** Everything the service can do: the table of contents of the API. */
export const operations = Object.freeze({
  listInstances,
  getInstance,
  getFitness,
  query,
  listFitness,
  getParetoFront,
  getStatistics,
  resolveArchitectures,
  sampleArchitectures,
  getArchitecture,
  listNeighbours,
  listSurrogates,
  getSurrogate,
  getLimits,
  listReleases,
  getRelease,
})
export type Operations = typeof operations
export type OperationName = keyof Operations
