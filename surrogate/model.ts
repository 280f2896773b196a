import type { Instance } from '../fitness/instance.ts'
import { type Measure, measureName } from '../fitness/measure.ts'
import type { Space } from '../space/space.ts'
import { blended, blendedMean } from './blend.ts'
import { type BoostedTrees, predictBoostedTrees } from './boosting/boosted-trees.ts'
import { fitBoostedTrees } from './boosting/fit-boosted-trees.ts'
import { calibrated } from './calibration.ts'
import { featuresOf } from './features/features.ts'
import { fitKernels, type TargetFit } from './fit-kernels.ts'
import {
  coordinates,
  type Kernel,
  type Standardisation,
  standardisationOf,
} from './gaussian-process/kernel.ts'
import { type Posterior, predictPosterior } from './gaussian-process/posterior.ts'
import { innerFolds } from './left-out.ts'
import { seedOf } from './random.ts'
import { targetsOf } from './targets.ts'
import type { TrainingSet } from './training-set.ts'
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
  /** Of features, not coordinates; null where the mean is that of the process alone. */
  readonly trees: BoostedTrees | null
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

/** Trains every measure of a set. Same set, same seed, same model. */
export function fitBudget(set: TrainingSet, context: TrainingContext): BudgetModel {
  const { groups } = set
  const { seed } = context
  const features = featuresOf(context.space, set.architectureIds)
  const standardisation = standardisationOf(features)
  const rows = coordinates(features, standardisation)
  const targets = targetsOf(set, context.instance)
  const fitted = fitKernels(targets, { rows, groups, standardisation, ...context })
  return {
    epochs: set.epochs,
    standardisation,
    measures: fitted.map((fit) => measureModel(fit, { features, groups, seed })),
  }
}

function measureModel(
  fit: TargetFit,
  { features, groups, seed }: { features: Float32Array; groups: Int32Array; seed: number },
): MeasureModel {
  const { target, name, baseKernel, factor } = fit
  const { measure, transform, centre, spread, rows } = target
  const folds = innerFolds(rows, groups, seed)
  const process = fit.leftOut(folds)
  const own = { features, folds, seed: seedOf(seed, 'trees', measureName(measure)) }
  const fitted = fitBoostedTrees(target, own)
  return {
    measure,
    transform,
    centre,
    spread,
    posterior: fit.posterior(),
    baseKernel,
    factor,
    trees: fitted?.trees ?? null,
    intervalFactor: calibrated(target, fitted === null ? process : blended(process, fitted)),
    rows: rows.length,
    kernel: fitted === null ? name : `${name}; half boosted trees`,
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
  for (const { posterior, centre, spread, transform, trees, intervalFactor } of model.measures) {
    const { means: targets, variances } = predictPosterior(posterior, rows)
    const ofTrees = trees === null ? null : predictBoostedTrees(trees, features)
    const pairs = Array.from(targets, (target, row) => {
      const other = ofTrees?.[row] ?? target
      return restored(
        transform,
        centre + spread * blendedMean(target, other),
        spread * Math.sqrt((variances[row] as number) + posterior.noise),
      )
    })
    means.push(Float64Array.from(pairs, ({ mean }) => mean))
    standardDeviations.push(Float64Array.from(pairs, ({ deviation }) => deviation * intervalFactor))
  }
  return { means, standardDeviations }
}

/** What cross-validation needs: architecture ids in, predictions out. */
export interface Fitted {
  predict(architectureIds: ArrayLike<number>): Predictions
}

export type FitSurrogate = (set: TrainingSet, context: TrainingContext) => Fitted

export const fitSurrogate: FitSurrogate = (set, context) => {
  const model = fitBudget(set, context)
  return { predict: (ids) => predictBudget(model, featuresOf(context.space, ids)) }
}
