import { compareLandscapes } from './compare-landscapes.ts'
import { getArchitecture } from './get-architecture.ts'
import { getBasin } from './get-basin.ts'
import { getFitness } from './get-fitness.ts'
import { getFrontMembership } from './get-front-membership.ts'
import { getInitialPopulation } from './get-initial-population.ts'
import { getInstance } from './get-instance.ts'
import { getLandscape } from './get-landscape.ts'
import { getLandscapeStructure } from './get-landscape-structure.ts'
import { getLimits } from './get-limits.ts'
import { getParetoFront } from './get-pareto-front.ts'
import { getRelease } from './get-release.ts'
import { getStatistics } from './get-statistics.ts'
import { getSurrogate } from './get-surrogate.ts'
import { listFitness } from './list-fitness.ts'
import { listInstances } from './list-instances.ts'
import { listNeighbours } from './list-neighbours.ts'
import { listOptima } from './list-optima.ts'
import { listReleases } from './list-releases.ts'
import { listSurrogates } from './list-surrogates.ts'
import { query } from './query.ts'
import { resolveArchitectures } from './resolve-architectures.ts'
import { sampleArchitectures } from './sample-architectures.ts'

/** Everything the service can do: the table of contents of the API. */
export const operations = Object.freeze({
  listInstances,
  getInstance,
  getFitness,
  query,
  listFitness,
  getParetoFront,
  getFrontMembership,
  getStatistics,
  getInitialPopulation,
  getLandscape,
  getLandscapeStructure,
  compareLandscapes,
  listOptima,
  getBasin,
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
