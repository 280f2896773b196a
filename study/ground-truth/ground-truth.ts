import { footprintOf } from '../../landscape/footprint.ts'
import {
  FOOTPRINT_ENTRIES,
  type Footprint,
  type FootprintKey,
} from '../../landscape/footprint-entries.ts'
import { editDistances } from '../../space/edit-distance.ts'
import { type Spread, spreadOf } from '../spread.ts'
import { sampledEstimates } from './sampled-estimates.ts'
import type { SmallCells } from './small-cells.ts'
import { type Sampling, sampleOf, trainedLandscapes } from './trained-landscapes.ts'

export interface GroundTruthOptions {
  /** How many cells are trained on. */
  readonly sizes: readonly number[]
  readonly samplings: readonly Sampling[]
  readonly worlds: number
  /** Samples with the published estimators. */
  readonly repeats: number
  readonly seed: number
  readonly onProgress?: (done: number, total: number) => void
}

/** What is said of one entry from so many cells. */
export interface GroundTruthEntry {
  readonly key: FootprintKey
  readonly rows: number
  readonly sampling: Sampling
  /** Of the full table. */
  readonly truth: number
  readonly mean: number | null
  readonly worlds: Spread | null
  /** Of worlds with the noise of a run, as the table is of single runs. */
  readonly runs: Spread | null
  /** Of the published estimators; null where there is none. */
  readonly samples: Spread | null
}

/**
 * Compares footprints of the full table with those that a surrogate gives from some of its cells, as
 * predicted means and as worlds, and with the published estimators on as many cells.
 */
export function groundTruth(cells: SmallCells, options: GroundTruthOptions): GroundTruthEntry[] {
  const { sizes, samplings, seed, repeats, onProgress } = options
  const rounds = samplings.flatMap((sampling) => sizes.map((rows) => ({ sampling, rows })))
  const entries: GroundTruthEntry[] = []
  for (const [done, { rows, sampling }] of rounds.entries()) {
    onProgress?.(done, rounds.length)
    const sample = sampleOf(cells, { rows, sampling, seed })
    const trained = trainedLandscapes(cells, { sample, worlds: options.worlds, seed })
    const { noiseDeviation } = trained
    const footprint = (fitness: Float64Array) => smallFootprint(cells, fitness, noiseDeviation)
    const truth = footprint(cells.fitness)
    const mean = footprint(trained.means)
    const worlds = trained.worlds.map((world) => footprint(world.truth))
    const runs = trained.worlds.map((world) => footprint(world.run))
    const samples = Array.from({ length: repeats }, (_, at) =>
      sampledEstimates(cells, rows, seed + at),
    )
    for (const key of Object.keys(FOOTPRINT_ENTRIES) as FootprintKey[]) {
      const value = truth[key]
      if (value === null) continue
      entries.push({
        key,
        rows,
        sampling,
        truth: value,
        mean: mean[key],
        worlds: spreadOf(worlds.map((one) => one[key])),
        runs: spreadOf(runs.map((one) => one[key])),
        samples: spreadOf(samples.map((one) => one[key] ?? null)),
      })
    }
  }
  return entries
}

function smallFootprint(
  { graph }: SmallCells,
  fitness: Float64Array,
  noiseDeviation: number,
): Footprint {
  return footprintOf({
    landscape: { graph, fitness },
    distancesTo: (target) => Float64Array.from(editDistances(graph, [target])),
    noiseDeviation,
    acrossBudgets: {
      persistencePositive: null,
      persistenceNegative: null,
      budgetCorrelation: null,
    },
  }).footprint
}
