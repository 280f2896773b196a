import type { Distribution } from '../../fitness/distribution.ts'
import type { Range } from './range.ts'

const MEAN_BINS = 240
const DEVIATION_BINS = 24

// Abramowitz and Stegun 7.1.26: off by less than 2e-7, far less than a pixel.
function normalBelow(z: number): number {
  const x = Math.abs(z) / Math.SQRT2
  const t = 1 / (1 + 0.3275911 * x)
  const series =
    t *
    (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
  const tail = 0.5 * series * Math.exp(-x * x)
  return z > 0 ? 1 - tail : tail
}

/** Probability of a run at or below a value. */
export function shareBelow(
  distribution: Distribution,
  { mean, deviation }: { readonly mean: number; readonly deviation: number },
  value: number,
): number {
  if (value >= distribution.most) return 1
  if (value < distribution.least) return 0
  if (deviation <= 0) return value >= mean ? 1 : 0
  if (distribution.family === 'normal') return normalBelow((value - mean) / deviation)
  const { bound, side } = distribution
  const distance = Math.abs(bound - mean)
  if (distance === 0) return value >= mean ? 1 : 0
  const variance = Math.log(1 + (deviation / distance) ** 2)
  const own = side === 'above' ? value - bound : bound - value
  if (own <= 0) return side === 'above' ? 0 : 1
  const below = normalBelow((Math.log(own / distance) + variance / 2) / Math.sqrt(variance))
  return side === 'above' ? below : 1 - below
}

/** Cells of similar mean and deviation. */
interface Group {
  mean: number
  deviation: number
  count: number
}

function groupsOf(means: Float64Array, deviations: Float64Array): Group[] {
  let [least, most, widest] = [Infinity, -Infinity, 0]
  for (let id = 0; id < means.length; id++) {
    const [mean, deviation] = [means[id] as number, deviations[id] as number]
    if (Number.isNaN(mean) || Number.isNaN(deviation)) continue
    if (mean < least) least = mean
    if (mean > most) most = mean
    if (deviation > widest) widest = deviation
  }
  if (least > most) return []
  const groups = new Map<number, Group>()
  const scale = (MEAN_BINS - 1) / (most - least || 1)
  for (let id = 0; id < means.length; id++) {
    const [mean, deviation] = [means[id] as number, deviations[id] as number]
    if (Number.isNaN(mean) || Number.isNaN(deviation)) continue
    const key =
      Math.round((mean - least) * scale) * DEVIATION_BINS +
      Math.min(DEVIATION_BINS - 1, Math.floor((DEVIATION_BINS * deviation) / (widest || 1)))
    const group = groups.get(key) ?? { mean: 0, deviation: 0, count: 0 }
    group.mean += mean
    group.deviation += deviation
    group.count++
    groups.set(key, group)
  }
  return [...groups.values()].map(({ mean, deviation, count }) => ({
    mean: mean / count,
    deviation: deviation / count,
    count,
  }))
}

/**
 * What one training of every predicted cell would give: the mixture of their predictive distributions,
 * as the number of cells in each bin. The distribution of the means alone would be too narrow.
 */
export function mixtureHistogram(
  distribution: Distribution,
  columns: { readonly means: Float64Array; readonly deviations: Float64Array },
  { range, bins }: { readonly range: Range; readonly bins: number },
): Float64Array {
  const counts = new Float64Array(bins)
  const [least, most] = range
  const edges = Array.from({ length: bins + 1 }, (_, at) => least + ((most - least) * at) / bins)
  for (const group of groupsOf(columns.means, columns.deviations)) {
    let before = shareBelow(distribution, group, edges[0] as number)
    for (let bin = 0; bin < bins; bin++) {
      const below = shareBelow(distribution, group, edges[bin + 1] as number)
      counts[bin] = (counts[bin] as number) + group.count * (below - before)
      before = below
    }
  }
  return counts
}
