import type { FitnessTable } from '../fitness/fitness-table.ts'
import type { Instance } from '../fitness/instance.ts'
import { type Measure, measureKey, measureName, measuresOf } from '../fitness/measure.ts'
import type { Predictions } from '../fitness/predictions.ts'
import { type NeighbourGraph, OPERATORS, type Operator } from '../space/neighbour-graph.ts'
import type { Space } from '../space/space.ts'
import { distancesTo, fittestOf } from './distance-correlation.ts'
import { type DistanceProfile, distanceProfile } from './distance-profile.ts'
import {
  acrossBudgets,
  type FootprintInput,
  footprintOf,
  type MeasuredFootprint,
} from './footprint.ts'
import type { Footprint } from './footprint-entries.ts'
import { type PublishedNetwork, publishedNetwork } from './published-network.ts'
import { randomWalks } from './random-walks.ts'

/** Fewer cells are rarely neighbours of one another, so that nothing of the landscape is left. */
export const MEASURED_LEAST = 1000

export const LANDSCAPE_SOURCES = ['tabular', 'surrogate'] as const
export type LandscapeSource = (typeof LANDSCAPE_SOURCES)[number]

/** The random walks that a release has of each landscape, to be looked at. */
export const PUBLISHED_WALKS = { walks: 4, length: 60, seed: 1 } as const

/** What an instance has values of. */
export interface ValuedInstance {
  readonly instance: Instance
  /** By epochs. */
  readonly tables: ReadonlyMap<number, Pick<FitnessTable, 'rowOf' | 'meanColumn'>>
  /** By epochs. */
  readonly predictions: ReadonlyMap<number, Pick<Predictions, 'meanColumn' | 'packed'>>
}

/** The local optima of a landscape; three lists of one length, the fittest optimum first. */
export interface PublishedOptima {
  /** Least architecture id of each optimum's plateau. */
  readonly architectureIds: readonly number[]
  /** Architectures from which steepest ascent reaches the optimum. */
  readonly basinSizes: readonly number[]
  /** Architectures of equal fitness that are the optimum. */
  readonly plateauSizes: readonly number[]
}

/** What one source says of a landscape. */
export interface SourcedLandscape {
  /** Architectures that have a value. */
  readonly architectures: number
  readonly footprint: Footprint
  /** Of neighbours by `graph-edit`; null for the other operators. */
  readonly optima: PublishedOptima | null
  readonly network: PublishedNetwork
  readonly distance: DistanceProfile
  /** Architecture ids along each of `PUBLISHED_WALKS`. */
  readonly walks: readonly (readonly number[])[]
}

/** The landscape of a measure at a budget, as a release has it. */
export interface InstanceLandscape {
  readonly epochs: number
  /** As in a sort order: `validationOverallAccuracy`. */
  readonly measure: string
  readonly operator: Operator
  /** Of the means of the runs; null where fewer than 1,000 architectures were measured. */
  readonly measured: SourcedLandscape | null
  /** Of the predicted means; null where the surrogate does not predict the measure. */
  readonly predicted: SourcedLandscape | null
}

export interface LandscapeProblem {
  readonly space: Space
  readonly graphOf: (operator: Operator) => NeighbourGraph
  readonly operators?: readonly Operator[]
}

/** The measures of which a release has landscapes: those to maximize on validation and test data. */
export function landscapeMeasures(instance: Instance): Measure[] {
  const maximized = new Set(
    instance.metrics.filter(({ direction }) => direction === 'maximize').map(({ name }) => name),
  )
  return measuresOf(instance).filter(
    ({ metric, split, halfway }) =>
      !halfway && maximized.has(metric) && (split === 'validation' || split === 'test'),
  )
}

/** The value of each architecture by its id, NaN without one; null where the source has none. */
export function landscapeValues(
  { tables, predictions }: ValuedInstance,
  source: LandscapeSource,
  { epochs, name }: { readonly epochs: number; readonly name: string },
): ((architectureId: number) => number) | null {
  if (source === 'surrogate') return predictions.get(epochs)?.meanColumn(name) ?? null
  const table = tables.get(epochs)
  const column = table?.meanColumn(name)
  if (table === undefined || column === undefined) return null
  return (architectureId) => {
    const row = table.rowOf(architectureId)
    return row < 0 ? Number.NaN : column(row)
  }
}

/** Computes every landscape of an instance; yields after each, so that the caller can report progress. */
export function* instanceLandscapes(
  one: ValuedInstance,
  problem: LandscapeProblem,
): Generator<InstanceLandscape, void> {
  const budgets = [...new Set([...one.tables.keys(), ...one.predictions.keys()])]
  budgets.sort((a, b) => a - b)
  for (const measure of landscapeMeasures(one.instance)) {
    const name = measureName(measure)
    const bySource = LANDSCAPE_SOURCES.map((source) =>
      budgets.map((epochs) => arrayOf(landscapeValues(one, source, { epochs, name }), problem)),
    )
    for (const [place, epochs] of budgets.entries()) {
      const noiseDeviation = noiseOf(one, epochs, name)
      const inputs = bySource.map((byBudget) => {
        const fitness = byBudget[place] ?? null
        const upTo = byBudget.slice(0, place + 1).filter((values) => values !== null)
        return fitness && { fitness, noiseDeviation, acrossBudgets: acrossBudgets(upTo) }
      })
      for (const operator of problem.operators ?? OPERATORS) {
        const [measured = null, predicted = null] = inputs.map(
          (input) => input && sourced(input, operator, problem),
        )
        if (measured === null && predicted === null) continue
        yield { epochs, measure: measureKey(measure), operator, measured, predicted }
      }
    }
  }
}

function arrayOf(
  column: ((id: number) => number) | null,
  { space }: LandscapeProblem,
): Float64Array | null {
  if (column === null) return null
  const values = new Float64Array(space.size)
  let count = 0
  for (let id = 0; id < values.length; id++) {
    const value = column(id)
    values[id] = value
    if (!Number.isNaN(value)) count++
  }
  return count < MEASURED_LEAST ? null : values
}

function noiseOf({ predictions }: ValuedInstance, epochs: number, name: string): number | null {
  const packed = predictions.get(epochs)?.packed
  const place = packed?.measures.findIndex((measure) => measureName(measure) === name) ?? -1
  const distribution = packed?.distributions[place]
  return distribution?.family === 'normal' ? distribution.noise : null
}

function sourced(
  {
    fitness,
    ...input
  }: Pick<FootprintInput, 'noiseDeviation' | 'acrossBudgets'> & {
    readonly fitness: Float64Array
  },
  operator: Operator,
  { space, graphOf }: LandscapeProblem,
): SourcedLandscape {
  const graph = graphOf(operator)
  const landscape = { graph, fitness }
  const best = fittestOf(fitness)
  const distances = distancesTo(best, operator, { space, graph })
  const found = footprintOf({ ...input, landscape, distancesTo: () => distances })
  return {
    architectures: fitness.reduce((count, value) => count + (Number.isNaN(value) ? 0 : 1), 0),
    footprint: found.footprint,
    optima: operator === 'graph-edit' ? optimaOf(found) : null,
    network: publishedNetwork(landscape, found.optima, found.basins),
    distance: distanceProfile(fitness, distances, best),
    walks: randomWalks(landscape, PUBLISHED_WALKS).map((walk) => [...walk]),
  }
}

function optimaOf({ optima: local, basins }: MeasuredFootprint): PublishedOptima {
  const architectureIds = [...local.optima]
  return {
    architectureIds,
    basinSizes: [...basins.sizes],
    plateauSizes: architectureIds.map((id) => local.sizes[id] as number),
  }
}
