import type { Instance } from '../../fitness/instance.ts'
import { kendallTau } from '../../fitness/kendall-tau.ts'
import { drawnValue } from '../../fitness/predictive.ts'
import { randomWalks } from '../../landscape/random-walks.ts'
import { restrictedGraph } from '../../landscape/restricted-graph.ts'
import type { NeighbourGraph } from '../../space/neighbour-graph.ts'
import { shuffled } from '../../space/shuffled.ts'
import type { Space } from '../../space/space.ts'
import { statedNoise } from '../../training/model.ts'
import { integersOf, randomOf } from '../../training/random.ts'
import { distributionOf } from '../../training/transform.ts'
import { fitSample } from '../fit-sample.ts'
import type { Sampling } from '../ground-truth/trained-landscapes.ts'
import { type MeasuredTable, populationOf } from './measured-table.ts'

/** What is learned, and from what. */
export interface LearningProblem {
  readonly table: MeasuredTable
  readonly space: Space
  /** `graph-edit` of the whole space. */
  readonly whole: NeighbourGraph
}

export interface LearningOptions {
  /** How many cells are trained on. */
  readonly sizes: readonly number[]
  readonly samplings: readonly Sampling[]
  /** Samples of each size, each with a seed of its own. */
  readonly repeats: number
  readonly seed: number
  readonly onProgress?: (done: number, total: number) => void
}

/** How a surrogate does on the cells that it was not trained on. */
export interface Learned {
  readonly sampling: Sampling
  readonly rows: number
  /** Cells that it was tested on. */
  readonly tested: number
  /** Kendall's tau-b; null where all predictions or all values are the same. */
  readonly tau: number | null
  /** Mean absolute error, a fraction. */
  readonly error: number
  /** Share of the 80 % intervals of a run that hold the measured value. */
  readonly coverage: number
}

// What the training asks of an instance: its measure alone.
const INSTANCE: Instance = {
  id: 'learning-curve',
  title: 'A measured table',
  dataset: 'A measured table',
  sensor: 'Any',
  input: { height: 32, width: 32, channels: 3 },
  classes: 10,
  protocol: 'Of the table',
  metrics: [
    {
      name: 'overallAccuracy',
      splits: ['validation'],
      unit: 'fraction',
      direction: 'maximize',
      description: 'The accuracy in the column that is learned.',
    },
  ],
  citation: 'Of the table',
}

/** So many moves has a walk of the published studies, of 15 cells each. */
const WALK_LENGTH = 14
/** So many cells are left to test on, at least. */
const TESTED_LEAST = 50
const Z_80 = 1.2815515655446004

/** The sizes that leave enough cells to test on. */
export function possibleSizes({ ids }: MeasuredTable, sizes: readonly number[]): number[] {
  return sizes.filter((size) => size + TESTED_LEAST <= ids.length)
}

/**
 * Places of the cells that are trained on. A walk goes over all cells of the space up to the size of
 * the table's, and only those of its cells count that were measured: in a complete table all.
 */
export function sampledPlaces(
  { table, space, whole }: LearningProblem,
  { rows, sampling, seed }: { rows: number; sampling: Sampling; seed: number },
): Int32Array {
  const { ids } = table
  if (sampling === 'uniform') {
    const order = shuffled(integersOf(randomOf(seed, 'learning curve')), ids.length)
    return Int32Array.from(order.slice(0, rows)).sort()
  }
  const population = populationOf(space, ids)
  const graph = restrictedGraph(whole, population)
  const placeOf = new Map([...ids].map((id, place) => [id, place]))
  const landscape = { graph, fitness: new Float64Array(population.length) }
  const walks = Math.ceil((2 * rows * population.length) / ids.length)
  const walked = randomWalks(landscape, { walks, length: WALK_LENGTH, seed }).flatMap((walk) =>
    [...walk].flatMap((at) => placeOf.get(population[at] as number) ?? []),
  )
  return Int32Array.from([...new Set(walked)].slice(0, rows)).sort()
}

/** Trains a surrogate on some cells of a table and tests it on all others. */
export function learnedFrom(
  problem: LearningProblem,
  sample: Int32Array,
  { sampling, seed }: { sampling: Sampling; seed: number },
): Learned {
  const { table, space, whole } = problem
  const fitted = fitSample(table, sample, { instance: INSTANCE, space, whole, seed })
  const { measure } = fitted
  const trained = new Set(sample)
  const tested = [...table.ids.keys()].filter((place) => !trained.has(place))
  const ids = Int32Array.from(tested, (place) => table.ids[place] as number)
  const { means: mean, deviations: deviation } = fitted.predict(ids)
  const truth = tested.map((place) => table.fitness[place] as number)
  const distribution = distributionOf(measure.transform, {
    noise: statedNoise(measure),
    runs: measure.runs,
  })
  const held = truth.filter((value, at) => {
    const ends = [-Z_80, Z_80].map((z) =>
      drawnValue(distribution, mean[at] as number, deviation[at] as number, z),
    )
    return value >= Math.min(...ends) && value <= Math.max(...ends)
  })
  const errors = truth.map((value, at) => Math.abs(value - (mean[at] as number)))
  return {
    sampling,
    rows: sample.length,
    tested: tested.length,
    tau: kendallTau(truth, [...mean]),
    error: errors.reduce((sum, one) => sum + one, 0) / errors.length,
    coverage: held.length / truth.length,
  }
}

/** Every sampling with every size, `repeats` times each. The same seed gives the same figures. */
export function learningCurve(problem: LearningProblem, options: LearningOptions): Learned[] {
  const { samplings, repeats, seed, onProgress } = options
  const sizes = possibleSizes(problem.table, options.sizes)
  const rounds = samplings.flatMap((sampling) =>
    sizes.flatMap((rows) =>
      Array.from({ length: repeats }, (_, repeat) => ({ sampling, rows, seed: seed + repeat })),
    ),
  )
  return rounds.map((round, done) => {
    onProgress?.(done, rounds.length)
    return learnedFrom(problem, sampledPlaces(problem, round), round)
  })
}
