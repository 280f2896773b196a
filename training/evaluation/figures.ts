import { uniformInt } from 'pure-rand/distribution/uniformInt'
import type { Metric } from '../../fitness/instance.ts'
import { kendallTau, sparseKendallTau } from '../../fitness/kendall-tau.ts'
import { spearman } from '../../fitness/spearman.ts'
import {
  FIGURE_NAMES,
  type Figure,
  type FigureName,
  type ModelFigures,
} from '../../surrogate/card.ts'
import { randomOf } from '../random.ts'
import { membersOf } from './folds.ts'
import { coverage, type IntervalPercent } from './metrics/coverage.ts'
import { meanAbsoluteError, rSquared } from './metrics/errors.ts'
import { regret } from './metrics/regret.ts'

/** Predictions for rows that were held out, of all folds of one repeat together. */
export interface Predicted {
  readonly truth: Float64Array
  /** One run of each row, which is what the standard deviations are of. */
  readonly singleRuns: Float64Array
  readonly means: Float64Array
  readonly standardDeviations: Float64Array | null
  /** Sample group of each row, -1 for none. */
  readonly groups: Int32Array
  /** Fold in which each row was held out. */
  readonly folds: Int32Array
  /** Graph edits from each row to the nearest architecture that the model was trained on. */
  readonly distances: Uint8Array
}

export interface FigureOptions {
  readonly direction: Metric['direction']
  readonly sparseStep: number
}

/** Resamples of the groups for each interval. */
const RESAMPLES = 500

type Statistic = (predicted: Predicted, options: FigureOptions) => number | null

const covered =
  (percent: IntervalPercent): Statistic =>
  ({ singleRuns, means, standardDeviations }) =>
    standardDeviations === null
      ? null
      : coverage(singleRuns, { means, standardDeviations }, percent)

const regretOf =
  (k: number): Statistic =>
  ({ truth, means }, { direction }) =>
    regret(truth, means, { k, direction })

const STATISTICS: Readonly<Record<FigureName, Statistic>> = {
  tau: ({ truth, means }) => kendallTau(truth, means),
  sparseTau: ({ truth, means }, { sparseStep }) => sparseKendallTau(truth, means, sparseStep),
  spearman: ({ truth, means }) => spearman(truth, means),
  rSquared: ({ truth, means }) => rSquared(truth, means),
  meanAbsoluteError: ({ truth, means }) => meanAbsoluteError(truth, means),
  regret1: regretOf(1),
  regret5: regretOf(5),
  regret10: regretOf(10),
  coverage50: covered(50),
  coverage80: covered(80),
  coverage95: covered(95),
}

/**
 * The figures of a model: each over the pooled predictions of a repeat, then the mean of the repeats.
 * @param intervals which of them get a 95 % interval: by the percentile bootstrap over sample groups
 *   (over rows where there are none), the same groups in every repeat
 */
export function modelFigures(
  repeats: readonly Predicted[],
  options: FigureOptions,
  intervals: { readonly of: readonly FigureName[]; readonly seed: number },
): Pick<ModelFigures, 'pooled' | 'foldTau'> {
  const resampled = bootstrap(repeats, options, intervals)
  const pooled = Object.fromEntries(
    FIGURE_NAMES.map((name): [FigureName, Figure] => {
      const value = meanOf(repeats.map((repeat) => STATISTICS[name](repeat, options)))
      const figures = resampled.get(name) ?? []
      const interval = value === null || figures.length === 0 ? null : central95(figures)
      return [name, { value, interval }]
    }),
  ) as Record<FigureName, Figure>
  return { pooled, foldTau: foldTau(repeats) }
}

function bootstrap(
  repeats: readonly Predicted[],
  options: FigureOptions,
  { of, seed }: { of: readonly FigureName[]; seed: number },
): Map<FigureName, number[]> {
  const figures = new Map(of.map((name) => [name, [] as number[]]))
  if (of.length === 0) return figures
  const members = repeats.map(({ groups }) => membersOf(groups))
  for (let resample = 0; resample < RESAMPLES; resample++) {
    const drawn = repeats.map((repeat, at) => {
      const groups = members[at] ?? []
      const random = randomOf(seed, 'bootstrap', resample)
      const rows = groups.flatMap(() => groups[uniformInt(random, 0, groups.length - 1)] ?? [])
      return rowsOf(repeat, rows)
    })
    for (const [name, values] of figures) {
      const value = meanOf(drawn.map((repeat) => STATISTICS[name](repeat, options)))
      if (value !== null) values.push(value)
    }
  }
  return figures
}

function foldTau(repeats: readonly Predicted[]): number | null {
  const taus = repeats.flatMap((repeat) => {
    const folds = [...new Set(repeat.folds)].sort((a, b) => a - b)
    return folds.map((fold) => {
      const rows = [...repeat.folds.keys()].filter((row) => repeat.folds[row] === fold)
      const { truth, means } = rowsOf(repeat, rows)
      return kendallTau(truth, means)
    })
  })
  const defined = taus.filter((tau) => tau !== null)
  return defined.length === 0 ? null : meanOf(defined)
}

function rowsOf(predicted: Predicted, rows: readonly number[]): Predicted {
  const { truth, singleRuns, means, standardDeviations, groups, folds, distances } = predicted
  const taken = (values: Float64Array) => Float64Array.from(rows, (row) => values[row] as number)
  return {
    truth: taken(truth),
    singleRuns: taken(singleRuns),
    means: taken(means),
    standardDeviations: standardDeviations === null ? null : taken(standardDeviations),
    groups: Int32Array.from(rows, (row) => groups[row] as number),
    folds: Int32Array.from(rows, (row) => folds[row] as number),
    distances: Uint8Array.from(rows, (row) => distances[row] as number),
  }
}

/** Null where a repeat has none. */
function meanOf(values: readonly (number | null)[]): number | null {
  let sum = 0
  for (const value of values) {
    if (value === null) return null
    sum += value
  }
  return values.length === 0 ? null : sum / values.length
}

function central95(values: readonly number[]): [number, number] {
  const sorted = Float64Array.from(values).sort()
  const quantile = (share: number) => {
    const at = share * (sorted.length - 1)
    const below = sorted[Math.floor(at)] as number
    const above = sorted[Math.ceil(at)] as number
    return below + (above - below) * (at - Math.floor(at))
  }
  return [quantile(0.025), quantile(0.975)]
}
