import { kendallTau } from '../../fitness/kendall-tau.ts'
import type { Ceiling } from '../../surrogate/card.ts'
import { FEATURE_COUNT } from '../../surrogate/features/features.ts'
import { coordinates, standardisationOf } from '../gaussian-process/kernel.ts'
import { normal, randomOf } from '../random.ts'
import { meanOf } from '../targets.ts'

const DRAWS = 20
/** Fewer pairs say little. */
const PAIRS_MIN = 30

/**
 * The tau that a model of these features can expect where every architecture was trained once. Noise is
 * taken as the semivariance of closest pairs, half of the mean square of their differences (the nugget of
 * a variogram; Cressie 1993, 2.4). Closest architectures differ a little in truth too, so that a
 * measure with little noise can pass it.
 * @param features of all rows; NaN among the values is missing
 */
export function closestPairsCeiling(
  values: Float64Array,
  features: Float32Array,
  { seed, label }: { readonly seed: number; readonly label: string },
): Ceiling[] {
  const rows = Int32Array.from(values.keys()).filter((row) => !Number.isNaN(values[row]))
  const own = Float64Array.from(rows, (row) => values[row] as number)
  const pairs = closestPairs(featuresAt(features, rows))
  if (pairs.length < PAIRS_MIN) return []
  const noise =
    pairs.reduce((sum, [a, b]) => sum + ((own[a] as number) - (own[b] as number)) ** 2, 0) /
    (2 * pairs.length)
  const centre = meanOf(own)
  const share = noise / meanOf(own.map((value) => (value - centre) ** 2))
  if (!(share < 1)) return []
  const truth = own.map((value) => centre + Math.sqrt(1 - share) * (value - centre))
  const random = randomOf(seed, 'closest pairs', label)
  let sum = 0
  for (let draw = 0; draw < DRAWS; draw++) {
    const measured = truth.map((value) => value + Math.sqrt(noise) * normal(random))
    sum += kendallTau(truth, measured) ?? Number.NaN
  }
  if (Number.isNaN(sum)) return []
  return [{ kind: 'closest pairs', tau: sum / DRAWS, architectures: own.length }]
}

function featuresAt(all: Float32Array, rows: Int32Array): Float32Array {
  const features = new Float32Array(rows.length * FEATURE_COUNT)
  for (const [at, row] of rows.entries()) {
    features.set(all.subarray(row * FEATURE_COUNT, (row + 1) * FEATURE_COUNT), at * FEATURE_COUNT)
  }
  return features
}

/** Each row with the one whose standardised features are nearest, every pair once. */
function closestPairs(features: Float32Array): (readonly [number, number])[] {
  const points = coordinates(features, standardisationOf(features))
  const count = points.length / FEATURE_COUNT
  const pairs = new Map<string, readonly [number, number]>()
  for (let row = 0; row < count; row++) {
    let nearest = -1
    let least = Number.POSITIVE_INFINITY
    for (let other = 0; other < count; other++) {
      const distance = other === row ? least : squaredDistance(points, [row, other], least)
      if (distance >= least) continue
      least = distance
      nearest = other
    }
    if (nearest < 0) continue
    const [first, second] = row < nearest ? [row, nearest] : [nearest, row]
    pairs.set(`${first} ${second}`, [first, second])
  }
  return [...pairs.values()]
}

/** No further than needed to see that it is not below a limit. */
function squaredDistance(
  points: Float64Array,
  [row, other]: readonly [number, number],
  limit: number,
): number {
  let sum = 0
  for (let at = 0; at < FEATURE_COUNT && sum < limit; at++) {
    const away =
      (points[row * FEATURE_COUNT + at] as number) - (points[other * FEATURE_COUNT + at] as number)
    sum += away * away
  }
  return sum
}
