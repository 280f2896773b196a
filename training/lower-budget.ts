import { measureName } from '../fitness/measure.ts'
import { fitMeans } from './fit-many.ts'
import { coordinates } from './gaussian-process/kernel.ts'
import { type Posterior, type PosteriorMean, predictMeans } from './gaussian-process/posterior.ts'
import type { LeftOut } from './left-out.ts'
import { seedOf } from './random.ts'
import { type KernelContext, rowsOf, type TargetFit, type TargetMean } from './target-fit.ts'
import { type MeasureTarget, meanOf } from './targets.ts'

/**
 * A second mean of a measure, given the same measure at a lower budget: slope × the mean there + the
 * mean of a process of what is left (Kennedy and O'Hagan 2000; one after the other, as by Le Gratiet
 * and Garnier 2014). So it also knows of architectures that were trained at the lower budget only.
 */
export interface LowerBudget {
  readonly epochs: number
  readonly slope: number
  /** Of the standardised target at the lower budget. */
  readonly lower: PosteriorMean
  /** In the units of the standardised target at this budget, as is the sum. */
  readonly rest: PosteriorMean
}

/** What a fitted budget tells a higher one. */
export interface LowerFits {
  readonly epochs: number
  readonly architectureIds: Int32Array
  readonly processes: readonly LowerProcess[]
}

interface LowerProcess {
  readonly target: MeasureTarget
  readonly posterior: Posterior
  readonly leftOut: LeftOut
}

export interface FittedLowerBudget {
  readonly model: LowerBudget
  /** @param folds of the target's rows */
  leftOut(folds: Int32Array): Float64Array
}

interface LowerContext extends KernelContext {
  readonly features: Float32Array
  readonly architectureIds: Int32Array
}

const SQUARE_MIN = 1e-12

/**
 * For each fit what the lower budget adds to it; null where that has no process of many architectures
 * of the same measure, or this one has none.
 */
export function fitLowerBudget(
  fits: readonly TargetFit[],
  lower: LowerFits,
  context: LowerContext,
): (FittedLowerBudget | null)[] {
  const given = fits.flatMap((fit) => {
    const process = lower.processes.find(
      ({ target }) => measureName(target.measure) === measureName(fit.target.measure),
    )
    const isMany = [fit.baseKernel, process?.posterior.kernel].every((k) => k?.kind === 'product')
    return process === undefined || !isMany ? [] : [givenLower(fit, { process, lower, context })]
  })
  const rests = restMeans(given, context)
  return fits.map((fit) => {
    const parts = given.find((entry) => entry.fit === fit)
    const rest = rests.find(({ target }) => target === parts?.target)
    if (parts === undefined || rest === undefined) return null
    const { spread, prior, slope, process } = parts
    const posterior = rest.posterior()
    return {
      model: {
        epochs: lower.epochs,
        slope,
        lower: process.posterior,
        rest: { ...posterior, weights: posterior.weights.map((weight) => weight * spread) },
      },
      leftOut: (folds) =>
        rest.leftOut(folds).map((mean, at) => (prior[at] as number) + spread * mean),
    }
  })
}

/** Targets whose first processes share a kernel share one of what is left too. */
function restMeans(given: readonly GivenLower[], context: LowerContext): TargetMean[] {
  // Other rows than those of the first process: what the two get wrong is less alike.
  const own = { ...context, seed: seedOf(context.seed, 'rest') }
  const kernels = new Set(given.map(({ fit }) => fit.baseKernel))
  return [...kernels].flatMap((kernel) => {
    const group = given.filter(({ fit }) => fit.baseKernel === kernel)
    return fitMeans(
      group.map(({ target }) => target),
      own,
    )
  })
}

interface LowerParts {
  readonly process: LowerProcess
  readonly lower: LowerFits
  readonly context: LowerContext
}

/** What the lower budget says of a target's rows, and what that leaves of it as a target. */
interface GivenLower {
  readonly fit: TargetFit
  readonly process: LowerProcess
  readonly slope: number
  /** slope × the mean at the lower budget, of each row. */
  readonly prior: Float64Array
  readonly spread: number
  /** What is left, divided by `spread`. */
  readonly target: MeasureTarget
}

function givenLower(fit: TargetFit, { process, lower, context }: LowerParts): GivenLower {
  const { rows, values } = fit.target
  const means = lowerMeans(rows, { process, lower, context })
  const dot = (left: Float64Array, right: Float64Array) =>
    meanOf(left.map((entry, at) => entry * (right[at] as number)))
  const square = dot(means, means)
  const slope = square > SQUARE_MIN ? dot(means, values) / square : 0
  const prior = means.map((mean) => slope * mean)
  const left = values.map((value, at) => value - (prior[at] as number))
  const spread = Math.sqrt(Math.max(SQUARE_MIN, dot(left, left)))
  const target = { ...fit.target, values: left.map((value) => value / spread) }
  return { fit, process, slope, prior, spread, target }
}

/**
 * Means at the lower budget. Of an architecture that was trained there, by a process that has not seen
 * it, as none has seen the architectures that are asked for later.
 */
function lowerMeans(rows: Int32Array, { process, lower, context }: LowerParts): Float64Array {
  const { posterior, target, leftOut } = process
  const all = coordinates(context.features, posterior.kernel.standardisation)
  const means = predictMeans(posterior, rowsOf(all, rows))
  const placeOf = new Map(
    Array.from(target.rows, (row, place) => [lower.architectureIds[row], place]),
  )
  return means.map((mean, at) => {
    const place = placeOf.get(context.architectureIds[rows[at] as number])
    return place === undefined ? mean : (leftOut.means[place] as number)
  })
}

/** The mean that is given the lower budget, at rows of features. */
export function predictLowerBudget(
  { slope, lower, rest }: LowerBudget,
  features: Float32Array,
): Float64Array {
  const of = (mean: PosteriorMean) =>
    predictMeans(mean, coordinates(features, mean.kernel.standardisation))
  const own = of(rest)
  return of(lower).map((mean, at) => slope * mean + (own[at] as number))
}
