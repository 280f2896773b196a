import { correlationLengthOf } from '../../landscape/autocorrelation.ts'
import { findBasins } from '../../landscape/basins.ts'
import { fittestOf } from '../../landscape/distance-correlation.ts'
import type { FootprintKey } from '../../landscape/footprint-entries.ts'
import { linearFit } from '../../landscape/linear-fit.ts'
import { findLocalOptima } from '../../landscape/local-optima.ts'
import { publishedTolerance } from '../../landscape/neutrality.ts'
import { birthdayEstimate, birthdayTrial } from '../../landscape/published-estimators.ts'
import { randomWalks, walkAutocorrelation } from '../../landscape/random-walks.ts'
import { editDistances } from '../../space/edit-distance.ts'
import type { SmallCells } from './small-cells.ts'

export type SampledEstimates = Partial<Record<FootprintKey, number>>

/** Cells of a published walk. */
const WALK_CELLS = 15
/** Local searches of a trial at most, and trials, as published. */
const SEARCHES = 200
const TRIALS = 9

/**
 * What the estimators of the published studies say from so many measured cells: moments and fitness
 * distance correlation of the cells of random walks, the mean of the walks' autocorrelations,
 * neutrality of their moves, and the birthday problem for the number of local optima.
 */
export function sampledEstimates(cells: SmallCells, rows: number, seed: number): SampledEstimates {
  const { graph, fitness } = cells
  const landscape = { graph, fitness }
  const walks = randomWalks(landscape, {
    walks: Math.round(rows / WALK_CELLS),
    length: WALK_CELLS - 1,
    seed,
  })
  const sample = new Set(walks.flatMap((walk) => [...walk]))
  const sampled = fitness.map((value, id) => (sample.has(id) ? value : Number.NaN))
  const values = [...sample].map((id) => fitness[id] as number)
  const mean = values.reduce((a, b) => a + b, 0) / values.length
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  const best = fittestOf(sampled)
  const distances = Float64Array.from(editDistances(graph, [best]))
  sampled[best] = Number.NaN
  const line = linearFit(distances, sampled)
  const along = walks.map((walk) => Float64Array.from(walk, (id) => fitness[id] as number))
  const { meanOfWalks } = walkAutocorrelation(along)
  const tolerance = publishedTolerance(Float64Array.from(values))
  return {
    fitnessMean: mean,
    fitnessDeviation: Math.sqrt(squares / values.length),
    localOptima: birthdayOf(cells, seed),
    autocorrelation: meanOfWalks,
    correlationLength: correlationLengthOf(meanOfWalks),
    distanceCorrelation: line.correlation,
    distanceSlope: line.slope,
    neutralShare: neutralMoves(along, tolerance),
  }
}

function birthdayOf({ graph, fitness }: SmallCells, seed: number): number {
  const landscape = { graph, fitness }
  const basins = findBasins(landscape, findLocalOptima(landscape))
  const repeats = Array.from({ length: TRIALS }, (_, trial) =>
    birthdayTrial(fitness, basins, { searchesMax: SEARCHES, seed: seed * TRIALS + trial }),
  ).map(({ repeatAt, searches }) => repeatAt ?? searches)
  const mean = repeats.reduce((a, b) => a + b, 0) / TRIALS
  return birthdayEstimate(mean)
}

function neutralMoves(walks: readonly Float64Array[], tolerance: number): number {
  let neutral = 0
  let moves = 0
  for (const walk of walks) {
    for (let at = 1; at < walk.length; at++) {
      moves++
      const difference = Math.abs((walk[at] as number) - (walk[at - 1] as number))
      if (difference < tolerance) neutral++
    }
  }
  return neutral / moves
}
