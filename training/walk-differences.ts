import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { randomOf } from './random.ts'

/** Numbers of one measure in many worlds: architectures × worlds. */
export interface InWorlds {
  readonly values: Float64Array
  readonly worlds: number
}

/** Two successive architectures of a walk: places among those whose values are given. */
export type Step = readonly [from: number, to: number]

const LEVELS = { low: 0.1, high: 0.9 }
const RESAMPLES = 2000

export interface Held {
  readonly share: number
  /** 95 % interval of the share: the steps of a walk depend on each other, so walks are resampled. */
  readonly interval: [low: number, high: number]
  readonly width: number
}

/**
 * How often 80 % intervals of the difference of two successive architectures hold the measured one.
 * @param walks the steps of each walk
 * @param shift how many worlds lie between both values of a difference: 0 for one and the same world,
 * 1 for draws that have the same distributions and are independent
 */
export function heldDifferences(
  { values, worlds }: InWorlds,
  measured: Float64Array,
  { walks, shift }: { readonly walks: readonly (readonly Step[])[]; readonly shift: number },
): Held {
  let width = 0
  const isHeld = ([from, to]: Step): boolean => {
    const differences = Float64Array.from({ length: worlds }, (_, world) => {
      const other = (world + shift) % worlds
      return (values[to * worlds + other] as number) - (values[from * worlds + world] as number)
    }).sort()
    const [low, high] = [quantile(differences, LEVELS.low), quantile(differences, LEVELS.high)]
    const difference = (measured[to] as number) - (measured[from] as number)
    width += high - low
    return difference >= low && difference <= high
  }
  const byWalk = walks.map((steps) => ({
    held: steps.filter(isHeld).length,
    steps: steps.length,
  }))
  const { held, steps } = summed(byWalk)
  return { share: held / steps, interval: resampled(byWalk), width: width / steps }
}

interface WalkCounts {
  readonly held: number
  readonly steps: number
}

function summed(walks: readonly WalkCounts[]): WalkCounts {
  let [held, steps] = [0, 0]
  for (const walk of walks) {
    held += walk.held
    steps += walk.steps
  }
  return { held, steps }
}

/** The percentile bootstrap over walks. */
function resampled(walks: readonly WalkCounts[]): [number, number] {
  const shares = Float64Array.from({ length: RESAMPLES }, (_, resample) => {
    const random = randomOf(0, 'walks', resample)
    const drawn = walks.map(() => walks[uniformInt(random, 0, walks.length - 1)] as WalkCounts)
    const { held, steps } = summed(drawn)
    return held / steps
  }).sort()
  return [quantile(shares, 0.025), quantile(shares, 0.975)]
}

/**
 * The mean over walks of the autocorrelation at one step, each about the mean of its walk. A number that
 * is missing (NaN) parts its neighbours: the two are not one step from each other.
 */
export function autocorrelation(
  walks: readonly (readonly number[])[],
  numberAt: (place: number) => number,
): number {
  const own = walks.flatMap((walk) => {
    const values = walk.map(numberAt)
    const known = values.filter((value) => !Number.isNaN(value))
    const mean = known.reduce((sum, value) => sum + value, 0) / known.length
    let [products, squares] = [0, 0]
    for (const [at, value] of values.entries()) {
      if (Number.isNaN(value)) continue
      squares += (value - mean) ** 2
      const next = values[at + 1] ?? Number.NaN
      if (!Number.isNaN(next)) products += (value - mean) * (next - mean)
    }
    return squares > 0 ? [products / squares] : []
  })
  return own.reduce((sum, value) => sum + value, 0) / own.length
}

/** Of sorted values, linear in between. */
export function quantile(sorted: Float64Array, level: number): number {
  const at = level * (sorted.length - 1)
  const below = Math.floor(at)
  const low = sorted[below] as number
  return low + (at - below) * ((sorted[Math.ceil(at)] as number) - low)
}
