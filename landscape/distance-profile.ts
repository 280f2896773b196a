import { distanceCorrelation } from './distance-correlation.ts'

/** The fitness of the architectures at one distance from the best. */
export interface DistanceLevel {
  readonly distance: number
  readonly architectures: number
  /** Fitness at 0, 25, 50, 75 and 100 % of these architectures. */
  readonly quantiles: readonly [number, number, number, number, number]
}

/** What a fitness distance plot shows, and its least-squares line. */
export interface DistanceProfile {
  /** Id of the fittest architecture, the least of equals. */
  readonly best: number
  /** Of the line; null where all distances or all values are equal. */
  readonly correlation: number | null
  readonly slope: number | null
  readonly intercept: number | null
  /** The least distance first; the best itself is left out. */
  readonly levels: readonly DistanceLevel[]
}

/**
 * Fitness by distance from the fittest architecture (Jones, Forrest 1995), level by level.
 * @param distances of all architectures to `best`, whole numbers; NaN where no path leads
 */
export function distanceProfile(
  fitness: Float64Array,
  distances: Float64Array,
  best: number,
): DistanceProfile {
  const byDistance = new Map<number, number[]>()
  for (let id = 0; id < fitness.length; id++) {
    const [distance, value] = [distances[id] as number, fitness[id] as number]
    if (id === best || Number.isNaN(distance) || Number.isNaN(value)) continue
    const level = byDistance.get(distance)
    if (level === undefined) byDistance.set(distance, [value])
    else level.push(value)
  }
  const levels = [...byDistance].sort(([one], [other]) => one - other)
  const { correlation, slope, intercept } = distanceCorrelation(fitness, distances, best)
  return {
    best,
    correlation: finite(correlation),
    slope: finite(slope),
    intercept: finite(intercept),
    levels: levels.map(([distance, values]) => ({
      distance,
      architectures: values.length,
      quantiles: quantilesOf(Float64Array.from(values)),
    })),
  }
}

function quantilesOf(values: Float64Array): DistanceLevel['quantiles'] {
  values.sort()
  const at = (share: number) => values[Math.round(share * (values.length - 1))] as number
  return [at(0), at(0.25), at(0.5), at(0.75), at(1)]
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null
}
