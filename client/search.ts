export {
  type Initial,
  type Proposal,
  runSearch,
  type Search,
  type Steps,
} from '../search/algorithm.ts'
export {
  type GeneticAlgorithmOptions,
  geneticAlgorithm,
} from '../search/algorithms/genetic-algorithm.ts'
export { localSearch } from '../search/algorithms/local-search.ts'
export { type PlusEvolutionOptions, plusEvolution } from '../search/algorithms/plus-evolution.ts'
export { randomSearch } from '../search/algorithms/random-search.ts'
export {
  type RegularisedEvolutionOptions,
  regularisedEvolution,
} from '../search/algorithms/regularised-evolution.ts'
export { type Budget, BudgetSpentError, type Spent } from '../search/budget.ts'
export type { Evaluated, Evaluator, SearchSource, Selection } from '../search/evaluator.ts'
export {
  type Genotype,
  genotypeOf,
  isValidGenotype,
  type MatrixForm,
  matrixFormOf,
} from '../search/genotype.ts'
export type { ComplexityWeighted, SearchObjective, WantedObjective } from '../search/objectives.ts'
export {
  type Candidate,
  openProblem,
  type Problem,
  type ProblemOptions,
  UnevaluatedError,
} from '../search/problem.ts'
export { type RandomSource, randomSource } from '../search/random-source.ts'
export { type Incumbents, incumbentsOf, type Regret, regretOf } from '../search/regret.ts'
export { ReplayError, replay } from '../search/replay.ts'
export {
  type InvalidPolicy,
  type Outcome,
  type RepeatPolicy,
  readTrajectory,
  type Trajectory,
  type TrajectoryHeader,
  writeTrajectory,
} from '../search/trajectory.ts'
export {
  crossover,
  type MutationRates,
  matrixSample,
  mutate,
  publishedSample,
  tournament,
} from '../search/variation.ts'
export { evaluatorOf } from './evaluator.ts'
