import { measureName } from '../fitness/measure.ts'
import { featuresOf } from '../surrogate/features/features.ts'
import { blended, blendedMean } from './blend.ts'
import { type BoostedTrees, predictBoostedTrees } from './boosting/boosted-trees.ts'
import { fitBoostedTrees } from './boosting/fit-boosted-trees.ts'
import { fitKernels } from './fit-kernels.ts'
import { coordinates, type Standardisation, standardisationOf } from './gaussian-process/kernel.ts'
import { type Posterior, predictPosterior } from './gaussian-process/posterior.ts'
import type { LeftOut } from './left-out.ts'
import {
  type FittedLowerBudget,
  fitLowerBudget,
  type LowerBudget,
  type LowerFits,
  predictLowerBudget,
} from './lower-budget.ts'
import type { TrainingContext } from './model.ts'
import { seedOf } from './random.ts'
import type { TargetFit } from './target-fit.ts'
import { type MeasureTarget, targetsOf } from './targets.ts'
import type { TrainingSet } from './training-set.ts'

/** A measure's process, what is averaged with it, and its noise; not calibrated yet. */
export interface FittedMeasure {
  readonly target: MeasureTarget
  readonly fit: TargetFit
  readonly posterior: Posterior
  readonly second: SecondModel | null
  /** Of the served mean; variances of the process alone. */
  readonly leftOut: LeftOut
  readonly nugget: number
  readonly noise: number
  readonly name: string
}

export interface MeasuresFit {
  readonly standardisation: Standardisation
  readonly measures: readonly FittedMeasure[]
  readonly processes: LowerFits['processes']
}

/** What is averaged with the process, and what it says of rows that were left out. */
interface SecondModel {
  readonly trees: BoostedTrees | null
  readonly lower: LowerBudget | null
  readonly leftOut: Float64Array
  readonly name: string
}

/** @param folds of the rows of the set, for what is said of rows that were left out */
export function fitMeasures(
  set: TrainingSet,
  lower: LowerFits | null,
  context: TrainingContext & { readonly folds: Int32Array },
): MeasuresFit {
  const { groups, architectureIds } = set
  const { seed, folds } = context
  const features = featuresOf(context.space, architectureIds)
  const standardisation = standardisationOf(features)
  const rows = coordinates(features, standardisation)
  const kernels = { rows, groups, standardisation, ...context }
  const fits = fitKernels(targetsOf(set, context), kernels)
  const given =
    lower === null
      ? fits.map(() => null)
      : fitLowerBudget(fits, lower, { features, architectureIds, ...kernels })
  const fitted = fits.map((fit, at) => {
    const own = Int32Array.from(fit.target.rows, (row) => folds[row] as number)
    const process = { target: fit.target, posterior: fit.posterior(), leftOut: fit.leftOut(own) }
    const processLeftOut = process.leftOut.means
    const second = secondModel(fit, given[at] ?? null, {
      features,
      folds: own,
      processLeftOut,
      seed,
    })
    return { process, measure: fittedMeasure(fit, process, second) }
  })
  return {
    standardisation,
    measures: fitted.map(({ measure }) => measure),
    processes: fitted.map(({ process }) => process),
  }
}

function secondModel(
  { target }: TargetFit,
  given: FittedLowerBudget | null,
  context: Parameters<typeof fitBoostedTrees>[1],
): SecondModel | null {
  if (given !== null) {
    const name = `half given ${given.model.epochs} epochs`
    return { trees: null, lower: given.model, leftOut: given.leftOut(context.folds), name }
  }
  const seed = seedOf(context.seed, 'trees', measureName(target.measure))
  const fitted = fitBoostedTrees(target, { ...context, seed })
  return fitted === null ? null : { ...fitted, lower: null, name: 'half boosted trees' }
}

function fittedMeasure(
  fit: TargetFit,
  { posterior, leftOut }: LowerFits['processes'][number],
  second: SecondModel | null,
): FittedMeasure {
  const { target, name } = fit
  return {
    target,
    fit,
    posterior,
    second,
    leftOut: second === null ? leftOut : blended(leftOut, second.leftOut),
    ...noiseOf(fit),
    name: second === null ? name : `${name}; ${second.name}`,
  }
}

/**
 * The likelihood knows what the process cannot explain of a row. Where runs of the same architecture
 * say how much of that is theirs, the rest belongs to the true value.
 */
function noiseOf({ target, noise }: TargetFit): { noise: number; nugget: number } {
  const { runVariance, noiseShareOfRun } = target
  if (runVariance === null) return { noise: noise * noiseShareOfRun, nugget: 0 }
  return { noise: runVariance, nugget: Math.max(0, noise - runVariance / noiseShareOfRun) }
}

/** What a mean and a variance of a standardised target come from. */
type TargetModel = Pick<FittedMeasure, 'posterior' | 'nugget'> &
  Pick<SecondModel, 'trees' | 'lower'>

/**
 * Means and variances of the true values of a standardised target, not calibrated.
 * @param at coordinates and features of the same rows
 */
export function targetsAt(
  { posterior, nugget, trees, lower }: TargetModel,
  { rows, features }: { readonly rows: Float64Array; readonly features: Float32Array },
): { means: Float64Array; variances: Float64Array } {
  const { means, variances } = predictPosterior(posterior, rows)
  const second =
    lower !== null
      ? predictLowerBudget(lower, features)
      : trees !== null
        ? predictBoostedTrees(trees, features)
        : null
  return {
    means: means.map((mean, row) => blendedMean(mean, second?.[row] ?? mean)),
    variances: variances.map((variance) => variance + nugget),
  }
}
