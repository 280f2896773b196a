import type { Instance } from '../fitness/instance.ts'
import { type Measure, measureName } from '../fitness/measure.ts'
import type { Space } from '../space/space.ts'
import { blended, blendedMean } from './blend.ts'
import { type BoostedTrees, predictBoostedTrees } from './boosting/boosted-trees.ts'
import { fitBoostedTrees } from './boosting/fit-boosted-trees.ts'
import { calibrated } from './calibration.ts'
import { featuresOf } from './features/features.ts'
import { fitKernels, MANY_ROWS } from './fit-kernels.ts'
import {
  coordinates,
  type Kernel,
  type Standardisation,
  standardisationOf,
} from './gaussian-process/kernel.ts'
import { type Posterior, predictPosterior } from './gaussian-process/posterior.ts'
import { innerFolds } from './left-out.ts'
import {
  type FittedLowerBudget,
  fitLowerBudget,
  type LowerBudget,
  type LowerFits,
  predictLowerBudget,
} from './lower-budget.ts'
import { seedOf } from './random.ts'
import type { TargetFit } from './target-fit.ts'
import { targetsOf } from './targets.ts'
import { subsetOf, type TrainingSet } from './training-set.ts'
import { restored, type Transform } from './transform.ts'

/** What predicts one measure at one budget. */
export interface MeasureModel {
  readonly measure: Measure
  readonly transform: Transform
  /** The standardised target times `spread` plus `centre` is the transformed measure. */
  readonly centre: number
  readonly spread: number
  readonly posterior: Posterior
  /** The posterior's kernel is this one times `factor`; measures that share it have the same one. */
  readonly baseKernel: Kernel
  readonly factor: number
  /**
   * Of features, not coordinates, as is what the lower budget tells. One at most is there, and both
   * are null where the mean is that of the process alone.
   */
  readonly trees: BoostedTrees | null
  readonly lower: LowerBudget | null
  /** Factor of the standard deviation, so that cross-validated 80 % intervals hold 80 %. */
  readonly intervalFactor: number
  /** Architectures it was trained on. */
  readonly rows: number
  /** How its kernel was chosen. */
  readonly kernel: string
}

/** The models of all measures at one budget; they share the standardisation of the features. */
export interface BudgetModel {
  readonly epochs: number
  readonly standardisation: Standardisation
  readonly measures: readonly MeasureModel[]
}

export interface TrainingContext {
  readonly instance: Instance
  readonly space: Space
  readonly seed: number
  readonly onProgress?: (line: string) => void
}

/** A trained budget, and what it tells a higher one. */
export interface FittedBudget {
  readonly model: BudgetModel
  readonly fits: LowerFits
}

/**
 * Trains every measure of a set. Same sets, same seed, same model.
 * @param lower of the next lower budget that there is
 */
export function fitBudget(
  set: TrainingSet,
  lower: LowerFits | null,
  context: TrainingContext,
): FittedBudget {
  const { groups, architectureIds, epochs } = set
  const { seed } = context
  const features = featuresOf(context.space, architectureIds)
  const standardisation = standardisationOf(features)
  const rows = coordinates(features, standardisation)
  const kernels = { rows, groups, standardisation, ...context }
  const fits = fitKernels(targetsOf(set, context.instance), kernels)
  const given =
    lower === null
      ? fits.map(() => null)
      : fitLowerBudget(fits, lower, { features, architectureIds, ...kernels })
  const measures = fits.map((fit, at) => {
    const folds = innerFolds(fit.target.rows, groups, seed)
    const process = { target: fit.target, posterior: fit.posterior(), leftOut: fit.leftOut(folds) }
    const second = secondModel(fit, given[at] ?? null, { features, folds, seed })
    return { process, model: measureModel(fit, process, second) }
  })
  return {
    model: { epochs, standardisation, measures: measures.map(({ model }) => model) },
    fits: { epochs, architectureIds, processes: measures.map(({ process }) => process) },
  }
}

/** What is averaged with the process, and what it says of rows that were left out. */
interface SecondModel {
  readonly trees: BoostedTrees | null
  readonly lower: LowerBudget | null
  readonly leftOut: Float64Array
  readonly name: string
}

function secondModel(
  { target }: TargetFit,
  given: FittedLowerBudget | null,
  { features, folds, seed }: { features: Float32Array; folds: Int32Array; seed: number },
): SecondModel | null {
  if (given !== null) {
    const name = `half given ${given.model.epochs} epochs`
    return { trees: null, lower: given.model, leftOut: given.leftOut(folds), name }
  }
  const own = { features, folds, seed: seedOf(seed, 'trees', measureName(target.measure)) }
  const fitted = fitBoostedTrees(target, own)
  return fitted === null ? null : { ...fitted, lower: null, name: 'half boosted trees' }
}

function measureModel(
  { target, name, baseKernel, factor }: TargetFit,
  { posterior, leftOut }: LowerFits['processes'][number],
  second: SecondModel | null,
): MeasureModel {
  const { measure, transform, centre, spread, rows } = target
  const mean = second === null ? leftOut : blended(leftOut, second.leftOut)
  return {
    measure,
    transform,
    centre,
    spread,
    posterior,
    baseKernel,
    factor,
    trees: second?.trees ?? null,
    lower: second?.lower ?? null,
    intervalFactor: calibrated(target, mean),
    rows: rows.length,
    kernel: second === null ? name : `${name}; ${second.name}`,
  }
}

export interface Predictions {
  /** Per measure of the model, in the measure's unit. */
  readonly means: Float64Array[]
  /** Of a single run. */
  readonly standardDeviations: Float64Array[]
}

/** Predictions without ONNX, in double precision: for cross-validation and to test the export. */
export function predictBudget(model: BudgetModel, features: Float32Array): Predictions {
  const rows = coordinates(features, model.standardisation)
  const means: Float64Array[] = []
  const standardDeviations: Float64Array[] = []
  for (const measure of model.measures) {
    const { posterior, centre, spread, transform, intervalFactor } = measure
    const { means: targets, variances } = predictPosterior(posterior, rows)
    const second = predictSecond(measure, features)
    const pairs = Array.from(targets, (target, row) => {
      return restored(
        transform,
        centre + spread * blendedMean(target, second?.[row] ?? target),
        spread * Math.sqrt((variances[row] as number) + posterior.noise),
      )
    })
    means.push(Float64Array.from(pairs, ({ mean }) => mean))
    standardDeviations.push(Float64Array.from(pairs, ({ deviation }) => deviation * intervalFactor))
  }
  return { means, standardDeviations }
}

function predictSecond(
  { trees, lower }: MeasureModel,
  features: Float32Array,
): Float64Array | null {
  if (lower !== null) return predictLowerBudget(lower, features)
  return trees === null ? null : predictBoostedTrees(trees, features)
}

/** What cross-validation needs: architecture ids in, predictions out. */
export interface Fitted {
  predict(architectureIds: ArrayLike<number>): Predictions
}

/** @param lower at the next lower budget that there is */
export type FitSurrogate = (
  set: TrainingSet,
  lower: TrainingSet | null,
  context: TrainingContext,
) => Fitted

export const fitSurrogate: FitSurrogate = (set, lower, context) => {
  const all = Int32Array.from(lower?.architectureIds.keys() ?? [])
  const told = lower === null ? null : subsetOf(lower, all, MANY_ROWS)
  const isTold = told !== null && told.measures.length > 0
  const { model } = fitBudget(set, isTold ? fitBudget(told, null, context).fits : null, context)
  return { predict: (ids) => predictBudget(model, featuresOf(context.space, ids)) }
}
