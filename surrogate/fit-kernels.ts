import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import type { Instance } from '../fitness/instance.ts'
import { shuffled } from '../space/shuffled.ts'
import { FEATURE_COUNT } from './features/features.ts'
import { fitFeatures } from './gaussian-process/fit-features.ts'
import { type FittedKernel, fitKernel, type Target } from './gaussian-process/fit-kernel.ts'
import type { Kernel, Standardisation } from './gaussian-process/kernel.ts'
import {
  exactPosterior,
  leaveOut,
  type Posterior,
  type PosteriorInput,
  predictPosterior,
  sparsePosterior,
} from './gaussian-process/posterior.ts'
import { foldPlaces, type LeftOut } from './left-out.ts'
import { integersOf } from './random.ts'
import { type MeasureTarget, meanOf } from './targets.ts'

/** Rows up to which the whole covariance matrix is used, and the kernel is additive. */
const EXACT_ROWS_MAX = 600
/** Rows that hyperparameters are fitted on, and inducing rows, where there are more. */
const LIKELIHOOD_ROWS = 1000
const INDUCING_ROWS = 1200
const VARIANCE_ROWS = 256
const CROSS_INDUCING_ROWS = 400
/** Less noise than this leaves the system of the inducing rows without a factor. */
const SPARSE_NOISE_MIN = 1e-3
/** Targets with this correlation share their hyperparameters where there are many rows. */
const CORRELATED = 0.8
/** Measures with this share of noise share one kernel: alone, each fits its own noise (see the card). */
const NOISY = 0.03
const ITERATIONS = { own: 25, shared: 20, blocks: 30, features: 30 }

export interface KernelContext {
  readonly instance: Instance
  readonly rows: Float64Array
  /** Sample group of each row. */
  readonly groups: Int32Array
  readonly standardisation: Standardisation
  readonly seed: number
  readonly onProgress?: (line: string) => void
}

/** A target with a kernel, and what the process says of it. */
export interface TargetFit {
  readonly target: MeasureTarget
  readonly name: string
  readonly baseKernel: Kernel
  /** Of the base kernel. */
  readonly factor: number
  /** By all rows of the target. */
  posterior(): Posterior
  /** @param folds of the target's rows; the hyperparameters stay */
  leftOut(folds: Int32Array): LeftOut
}

export function fitKernels(targets: readonly MeasureTarget[], context: KernelContext): TargetFit[] {
  const few = targets.filter(({ rows }) => rows.length <= EXACT_ROWS_MAX)
  const many = targets.filter(({ rows }) => rows.length > EXACT_ROWS_MAX)
  const fits = [...fitFew(few, context), ...fitMany(many, context)]
  return targets.flatMap((target) => fits.filter((fit) => fit.target === target))
}

function rowsOf(all: Float64Array, rows: Int32Array): Float64Array {
  const out = new Float64Array(rows.length * FEATURE_COUNT)
  for (const [at, row] of rows.entries()) {
    out.set(all.subarray(row * FEATURE_COUNT, (row + 1) * FEATURE_COUNT), at * FEATURE_COUNT)
  }
  return out
}

function scaled(kernel: Kernel, factor: number): Kernel {
  return {
    ...kernel,
    amplitudes: kernel.amplitudes.map((amplitude) => amplitude * factor),
    linearWeights: kernel.linearWeights.map((weight) => weight * Math.sqrt(factor)),
  }
}

function valuesAt(target: MeasureTarget, rows: Int32Array, of: Float64Array): Float64Array {
  const place = new Map(Array.from(target.rows, (row, at) => [row, at]))
  return Float64Array.from(rows, (row) => of[place.get(row) as number] as number)
}

function exactFit(
  target: MeasureTarget,
  { noise, ...fit }: { baseKernel: Kernel; factor: number; noise: number; name: string },
  context: KernelContext,
): TargetFit {
  const input: PosteriorInput = {
    kernel: scaled(fit.baseKernel, fit.factor),
    rows: rowsOf(context.rows, target.rows),
    values: target.values,
    noises: target.noiseShares.map((share) => share * noise),
    noise: noise * target.noiseShareOfRun,
  }
  return {
    ...fit,
    target,
    posterior: () => exactPosterior(input),
    leftOut: (folds) => leaveOut(input, foldPlaces(folds)),
  }
}

function fitFew(targets: readonly MeasureTarget[], context: KernelContext): TargetFit[] {
  const options = { kind: 'additive', standardisation: context.standardisation } as const
  const own = targets.map((target) => {
    const rows = rowsOf(context.rows, target.rows)
    const { kernel, scales } = fitKernel(rows, [target], { ...options, iterations: ITERATIONS.own })
    const noise = scales[0]?.noise as number
    context.onProgress?.(`${target.measure.metric} ${target.measure.split ?? ''}: noise ${noise}`)
    return { target, baseKernel: kernel, factor: 1, noise, name: 'additive' }
  })
  const sharing = own.filter(
    ({ target, noise }) =>
      noise >= NOISY &&
      target.transform.kind === 'identity' &&
      target.rows.length === targets[0]?.rows.length,
  )
  const [first] = sharing
  const shared =
    first === undefined || sharing.length < 2
      ? null
      : fitKernel(
          rowsOf(context.rows, first.target.rows),
          sharing.map(({ target }): Target => target),
          { ...options, iterations: ITERATIONS.shared },
        )
  return own.map((fit) => {
    const scale = shared?.scales[sharing.indexOf(fit)]
    if (shared === null || scale === undefined) return exactFit(fit.target, fit, context)
    const name = 'additive, shared'
    return exactFit(fit.target, { ...scale, baseKernel: shared.kernel, name }, context)
  })
}

function correlation(left: MeasureTarget, right: MeasureTarget): number {
  if (left.rows.length !== right.rows.length) return 0
  if (left.rows.some((row, at) => row !== right.rows[at])) return 0
  return meanOf(left.values.map((value, at) => value * (right.values[at] as number)))
}

function fitMany(targets: readonly MeasureTarget[], context: KernelContext): TargetFit[] {
  const groups: MeasureTarget[][] = []
  for (const target of targets) {
    const group = groups.find(([first]) => first && correlation(first, target) >= CORRELATED)
    if (group) group.push(target)
    else groups.push([target])
  }
  return groups.flatMap((group) => fitGroup(group, context))
}

/** Hyperparameters for the mean of the group's targets; then each target has its own weights. */
function fitGroup(group: readonly MeasureTarget[], context: KernelContext): TargetFit[] {
  const [first] = group
  if (first === undefined) return []
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
  const blocks: FittedKernel = fitKernel(rows, [target], options)
  context.onProgress?.(`${first.measure.metric} ${first.measure.split ?? ''}: blocks fitted`)
  const fitted = fitFeatures(rows, target, { fitted: blocks, iterations: ITERATIONS.features })
  const noise = Math.max(SPARSE_NOISE_MIN, fitted.scales[0]?.noise as number)
  context.onProgress?.(`${first.measure.metric} ${first.measure.split ?? ''}: noise ${noise}`)
  const posteriorOf = (own: MeasureTarget, some: Int32Array, inducingRows: number) => {
    const wanted = new Set(some)
    const inducing = order.filter((row) => wanted.has(row)).slice(0, inducingRows)
    return sparsePosterior(
      {
        kernel: fitted.kernel,
        rows: rowsOf(context.rows, some),
        values: valuesAt(own, some, own.values),
        noises: valuesAt(own, some, own.noiseShares).map((share) => share * noise),
        noise: noise * own.noiseShareOfRun,
      },
      { inducing: rowsOf(context.rows, inducing), varianceRows: VARIANCE_ROWS },
    )
  }
  const leftOut = (own: MeasureTarget, folds: Int32Array): LeftOut => {
    const means = new Float64Array(folds.length)
    const variances = new Float64Array(folds.length)
    for (const places of foldPlaces(folds)) {
      const out = new Set(places)
      const rest = own.rows.filter((_, at) => !out.has(at))
      const posterior = posteriorOf(own, rest, CROSS_INDUCING_ROWS)
      const held = Int32Array.from(places, (at) => own.rows[at] as number)
      const predicted = predictPosterior(posterior, rowsOf(context.rows, held))
      for (const [row, at] of places.entries()) {
        means[at] = predicted.means[row] as number
        variances[at] =
          (predicted.variances[row] as number) + noise * (own.noiseShares[at] as number)
      }
    }
    return { means, variances }
  }
  return group.map((own) => ({
    target: own,
    name: group.length > 1 ? 'product, shared' : 'product',
    baseKernel: fitted.kernel,
    factor: 1,
    posterior: () => posteriorOf(own, own.rows, INDUCING_ROWS),
    leftOut: (folds) => leftOut(own, folds),
  }))
}
