import { kendallTau } from '../fitness/kendall-tau.ts'
import { exactAutocorrelation } from './autocorrelation.ts'
import { type Basins, findBasins } from './basins.ts'
import { distanceCorrelation, fittestOf } from './distance-correlation.ts'
import type { Footprint } from './footprint-entries.ts'
import { type Landscape, valuedIds } from './landscape.ts'
import { findLocalOptima, type LocalOptima } from './local-optima.ts'
import { locality } from './locality.ts'
import { neutralShare, publishedTolerance } from './neutrality.ts'
import { persistence } from './persistence.ts'

export interface FootprintInput {
  readonly landscape: Landscape
  /** Distances of all architectures to one. */
  readonly distancesTo: (target: number) => Float64Array
  /** Standard deviation of a single run around the true value; null where it is not known. */
  readonly noiseDeviation: number | null
  readonly acrossBudgets: AcrossBudgets
}

type AcrossBudgets = Pick<
  Footprint,
  'persistencePositive' | 'persistenceNegative' | 'budgetCorrelation'
>

export interface MeasuredFootprint {
  readonly footprint: Footprint
  readonly optima: LocalOptima
  readonly basins: Basins
}

/** Computes every entry of a footprint exactly, on all architectures that have a value. */
export function footprintOf(input: FootprintInput): MeasuredFootprint {
  const { landscape, noiseDeviation } = input
  const { fitness } = landscape
  const ids = valuedIds(fitness)
  const best = fittestOf(fitness)
  const optima = findLocalOptima(landscape)
  const basins = findBasins(landscape, optima)
  const { byLag, correlationLength } = exactAutocorrelation(landscape, 1)
  const distance = distanceCorrelation(fitness, input.distancesTo(best), best)
  const { mean, deviation } = momentsOf(fitness, ids)
  let moves = 0
  for (const id of ids) moves += basins.steps[id] as number
  return {
    optima,
    basins,
    footprint: {
      fitnessMean: mean,
      fitnessDeviation: deviation,
      localOptima: optima.optima.length,
      bestBasinShare: (basins.sizes[0] as number) / ids.length,
      largestBasinShare: basins.sizes.reduce((a, b) => Math.max(a, b), 0) / ids.length,
      ascentMoves: moves / ids.length,
      autocorrelation: finite(byLag[1] as number),
      correlationLength: finite(correlationLength),
      distanceCorrelation: finite(distance.correlation),
      distanceSlope: finite(distance.slope),
      localitySlope: finite(locality(landscape).slope),
      neutralShare: finite(neutralShare(landscape, publishedTolerance(fitness))),
      neutralShareOfNoise:
        noiseDeviation === null ? null : finite(neutralShare(landscape, noiseDeviation)),
      ...input.acrossBudgets,
    },
  }
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null
}

function momentsOf(fitness: Float64Array, ids: Uint32Array): { mean: number; deviation: number } {
  let mean = 0
  for (const id of ids) mean += fitness[id] as number
  mean /= ids.length
  let squares = 0
  for (const id of ids) squares += ((fitness[id] as number) - mean) ** 2
  return { mean, deviation: Math.sqrt(squares / ids.length) }
}

/**
 * The entries that compare budgets, of the architectures that have a value at every one.
 * @param byBudget the least budget first; null where there are fewer than two
 */
export function acrossBudgets(byBudget: readonly Float64Array[]): AcrossBudgets {
  const [first] = byBudget
  if (first === undefined || byBudget.length < 2) {
    return { persistencePositive: null, persistenceNegative: null, budgetCorrelation: null }
  }
  const shared = valuedIds(first).filter((id) =>
    byBudget.every((values) => !Number.isNaN(values[id])),
  )
  const rows = byBudget.map((values) => Float64Array.from(shared, (id) => values[id] as number))
  const { positive, negative } = persistence(rows, 25)
  return {
    persistencePositive: positive,
    persistenceNegative: negative,
    budgetCorrelation: kendallTau(rows[0] as Float64Array, rows.at(-1) as Float64Array),
  }
}
