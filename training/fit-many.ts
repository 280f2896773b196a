import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import { measureName } from '../fitness/measure.ts'
import { shuffled } from '../space/shuffled.ts'
import { fitFeatures } from './gaussian-process/fit-features.ts'
import { fitKernel, type Target } from './gaussian-process/fit-kernel.ts'
import type { Kernel } from './gaussian-process/kernel.ts'
import {
  type PosteriorInput,
  predictMeans,
  predictPosterior,
  sparseMean,
  sparsePosterior,
} from './gaussian-process/posterior.ts'
import { foldPlaces, type LeftOut } from './left-out.ts'
import { integersOf } from './random.ts'
import { type KernelContext, rowsOf, type TargetFit, type TargetMean } from './target-fit.ts'
import { type MeasureTarget, meanOf } from './targets.ts'

/** Rows that hyperparameters are fitted on. */
const LIKELIHOOD_ROWS = 1000
/**
 * Inducing rows of a mean: this share of the target's rows, within limits. With 1,200 in place of 800,
 * CIFAR-10's 8,265 rows gain .001 of tau, and a prediction takes a third more time.
 */
const INDUCING = { share: 0.48, least: 600, most: 800, mostOfLarge: 1200 }
const LARGE_ROWS = 5000
const VARIANCE_ROWS = 256
const CROSS_INDUCING_ROWS = 400
/** Less noise than this leaves the system of the inducing rows without a factor. */
const SPARSE_NOISE_MIN = 1e-3
/** Targets with this correlation share their hyperparameters. */
const CORRELATED = 0.8
const ITERATIONS = { blocks: 30, features: 30 }

function correlation(left: MeasureTarget, right: MeasureTarget): number {
  if (left.unit !== right.unit || left.rows.length !== right.rows.length) return 0
  if (left.rows.some((row, at) => row !== right.rows[at])) return 0
  return meanOf(left.values.map((value, at) => value * (right.values[at] as number)))
}

export function fitMany(targets: readonly MeasureTarget[], context: KernelContext): TargetFit[] {
  const groups: MeasureTarget[][] = []
  for (const target of targets) {
    const group = groups.find(([first]) => first && correlation(first, target) >= CORRELATED)
    if (group) group.push(target)
    else groups.push([target])
  }
  return groups.flatMap((group) => {
    const shared = fitShared(group, context)
    return group.map((target) => ({
      target,
      name: group.length > 1 ? 'product, shared' : 'product',
      baseKernel: shared.kernel,
      factor: 1,
      noise: shared.noise,
      conditioning: {
        rows: inducingRows(target.rows, shared, VARIANCE_ROWS),
        noises: new Float64Array(),
      },
      posterior() {
        const { input, inducing } = wholeOf(target, shared)
        return sparsePosterior(input, { inducing, varianceRows: VARIANCE_ROWS })
      },
      leftOut: (folds) => leftOut(target, folds, shared),
    }))
  })
}

/** Means alone of targets that share their hyperparameters; all of the same rows. */
export function fitMeans(group: readonly MeasureTarget[], context: KernelContext): TargetMean[] {
  const shared = fitShared(group, context)
  return group.map((target) => ({
    target,
    posterior() {
      const { input, inducing } = wholeOf(target, shared)
      return sparseMean(input, inducing)
    },
    leftOut(folds) {
      const means = new Float64Array(folds.length)
      for (const fold of leftOutFolds(target, folds, shared)) {
        const { input, inducing } = fold
        const predicted = predictMeans(sparseMean(input, inducing), fold.held)
        for (const [row, at] of fold.places.entries()) means[at] = predicted[row] as number
      }
      return means
    },
  }))
}

/** What the targets of a group have in common. */
interface Shared {
  readonly kernel: Kernel
  readonly noise: number
  /** The rows of the targets, in the order in which they become inducing rows. */
  readonly order: Int32Array
  /** Coordinates of all rows of the set. */
  readonly rows: Float64Array
}

/** Hyperparameters for the mean of the group's targets; then each target has its own weights. */
function fitShared(group: readonly MeasureTarget[], context: KernelContext): Shared {
  const [first] = group
  if (first === undefined) throw new Error('No targets')
  const places = shuffled(integersOf(xoroshiro128plus(context.seed | 0)), first.rows.length)
  const order = Int32Array.from(places, (place) => first.rows[place] as number)
  const chosen = order.slice(0, LIKELIHOOD_ROWS)
  const mean = first.values.map((_, at) =>
    meanOf(Float64Array.from(group, (t) => t.values[at] ?? 0)),
  )
  const target: Target = {
    values: valuesAt(first, chosen, mean),
    noiseShares: valuesAt(first, chosen, first.noiseShares),
  }
  const rows = rowsOf(context.rows, chosen)
  const { standardisation } = context
  const options = { kind: 'product', standardisation, iterations: ITERATIONS.blocks } as const
  const blocks = fitKernel(rows, [target], options)
  context.onProgress?.(`${measureName(first.measure)}: blocks fitted`)
  const fitted = fitFeatures(rows, target, { fitted: blocks, iterations: ITERATIONS.features })
  const noise = Math.max(SPARSE_NOISE_MIN, fitted.scales[0]?.noise as number)
  context.onProgress?.(`${measureName(first.measure)}: noise ${noise}`)
  return { kernel: fitted.kernel, noise, order, rows: context.rows }
}

/** The first of some rows, in the order in which they become inducing rows. */
function inducingRows(rows: Int32Array, { order }: Shared, most: number): Int32Array {
  const wanted = new Set(rows)
  return order.filter((row) => wanted.has(row)).slice(0, most)
}

/** What a process of some of a target's rows is made from, and its inducing rows. */
function rowsFor(
  { target, rows }: { target: MeasureTarget; rows: Int32Array },
  shared: Shared,
  most: number,
): { input: PosteriorInput; inducing: Float64Array } {
  const { kernel, noise, rows: all } = shared
  return {
    input: {
      kernel,
      rows: rowsOf(all, rows),
      values: valuesAt(target, rows, target.values),
      noises: valuesAt(target, rows, target.noiseShares).map((share) => share * noise),
    },
    inducing: rowsOf(all, inducingRows(rows, shared, most)),
  }
}

function wholeOf(target: MeasureTarget, shared: Shared) {
  const { rows } = target
  const { share, least, most, mostOfLarge } = INDUCING
  const limit = rows.length < LARGE_ROWS ? most : mostOfLarge
  const count = Math.min(limit, Math.max(least, Math.ceil(share * rows.length)))
  return rowsFor({ target, rows }, shared, count)
}

/** For each fold what a process of the other rows is made from, and the fold's rows. */
function leftOutFolds(target: MeasureTarget, folds: Int32Array, shared: Shared) {
  return foldPlaces(folds).map((places) => {
    const out = new Set(places)
    const rows = target.rows.filter((_, at) => !out.has(at))
    const held = Int32Array.from(places, (at) => target.rows[at] as number)
    return {
      places,
      held: rowsOf(shared.rows, held),
      ...rowsFor({ target, rows }, shared, CROSS_INDUCING_ROWS),
    }
  })
}

function leftOut(target: MeasureTarget, folds: Int32Array, shared: Shared): LeftOut {
  const means = new Float64Array(folds.length)
  const variances = new Float64Array(folds.length)
  for (const { places, held, input, inducing } of leftOutFolds(target, folds, shared)) {
    const posterior = sparsePosterior(input, { inducing, varianceRows: VARIANCE_ROWS })
    const predicted = predictPosterior(posterior, held)
    for (const [row, at] of places.entries()) {
      means[at] = predicted.means[row] as number
      variances[at] = predicted.variances[row] as number
    }
  }
  return { means, variances, neighbours: [] }
}

function valuesAt(target: MeasureTarget, rows: Int32Array, of: Float64Array): Float64Array {
  const place = new Map(Array.from(target.rows, (row, at) => [row, at]))
  return Float64Array.from(rows, (row) => of[place.get(row) as number] as number)
}
