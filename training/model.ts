import type { Instance } from '../fitness/instance.ts'
import { type Measure, measureName } from '../fitness/measure.ts'
import type { Space } from '../space/space.ts'
import { featuresOf } from '../surrogate/features/features.ts'
import type { BoostedTrees } from './boosting/boosted-trees.ts'
import { type SupportFactors, supportClass, supportFactors } from './calibration.ts'
import { MANY_ROWS } from './fit-kernels.ts'
import { type FittedMeasure, fitMeasures, type MeasuresFit, targetsAt } from './fit-measures.ts'
import { coordinates, type Kernel, type Standardisation } from './gaussian-process/kernel.ts'
import type { Posterior } from './gaussian-process/posterior.ts'
import { innerFolds } from './left-out.ts'
import type { LowerBudget, LowerFits } from './lower-budget.ts'
import { foldDistances, type OutOfFold } from './out-of-fold.ts'
import type { Recipe } from './recipe.ts'
import { refittedOutOfFold } from './refit.ts'
import { residualCorrelations } from './residual-correlations.ts'
import { roughness } from './roughness.ts'
import { leftOutMeans, skillOf } from './skill.ts'
import type { Conditioning, Distances } from './target-fit.ts'
import { subsetOf, type TrainingSet } from './training-set.ts'
import { restored, type Transform } from './transform.ts'

/** Served means of architectures by models that were not fitted to them. */
export interface LeftOutPredictions {
  readonly architectureIds: Int32Array
  /** In the unit of the measure; NaN where there is none. */
  readonly means: Float64Array
}

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
  /** Variances, standardised: of the true value beyond the process's, and between runs. */
  readonly nugget: number
  readonly noise: number
  /** Whether `noise` was measured between runs of the same architectures. */
  readonly isNoiseMeasured: boolean
  /** Most runs of an architecture. */
  readonly runs: number
  /** Factors of the standard deviation, so that 80 % intervals out of fold hold 80 %. */
  readonly support: SupportFactors
  /** R² of predictions out of fold, against their mean. */
  readonly skill: number
  /** The predictions out of fold themselves. */
  readonly leftOut: LeftOutPredictions
  /** Architectures it was trained on. */
  readonly rows: number
  /** How its kernel was chosen. */
  readonly kernel: string
  /** What the variance of the process is conditioned on. */
  readonly conditioning: Conditioning
}

/** The models of all measures at one budget; they share the standardisation of the features. */
export interface BudgetModel {
  readonly epochs: number
  readonly standardisation: Standardisation
  readonly measures: readonly MeasureModel[]
  /** Of the measures' deviations from what is predicted of their targets, out of fold. */
  readonly correlations: readonly (readonly number[])[]
  /** That it was trained on, ascending. */
  readonly architectureIds: Int32Array
}

export interface TrainingContext {
  readonly instance: Instance
  readonly recipe: Recipe
  readonly space: Space
  readonly distancesFrom: Distances
  readonly seed: number
  /** From so many rows on a kernel is fitted as for many. Default: `MANY_ROWS`. */
  readonly manyRows?: number
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
  const { epochs, architectureIds, groups } = set
  const folds = innerFolds(groups, context.seed)
  const fit = fitMeasures(set, lower, { ...context, folds })
  const distances = foldDistances(architectureIds, folds, context.distancesFrom)
  const held = outOfFold(set, fit, { ...context, folds, distances })
  const rough = fit.measures.map((fitted, at) => roughened(fitted, held[at] as OutOfFold))
  for (const [at, { fitted }] of rough.entries()) {
    const own = fitted.nugget - (fit.measures[at]?.nugget ?? 0)
    context.onProgress?.(`${measureName(fitted.target.measure)}: roughness ${own.toPrecision(3)}`)
  }
  const measures = rough.map((one) => measureModel(one, architectureIds))
  const correlations = residualCorrelations(
    rough.map(({ fitted: { target, noise }, held }) => ({ target, noise, held })),
  )
  const { standardisation, processes } = fit
  return {
    model: { epochs, standardisation, measures, correlations, architectureIds },
    fits: { epochs, architectureIds, processes },
  }
}

interface HeldContext extends TrainingContext {
  readonly folds: Int32Array
  readonly distances: Uint8Array
}

function outOfFold(set: TrainingSet, { measures }: MeasuresFit, context: HeldContext): OutOfFold[] {
  const refitted = refittedOutOfFold(set, measures, context)
  return measures.map(
    ({ target, leftOut, nugget }, at) =>
      refitted[at] ?? {
        means: leftOut.means,
        variances: leftOut.variances.map((variance) => variance + nugget),
        distances: Uint8Array.from(target.rows, (row) => context.distances[row] as number),
        isRefitted: false,
      },
  )
}

interface HeldMeasure {
  readonly fitted: FittedMeasure
  readonly held: OutOfFold
}

/** With the variance that differences of similar architectures need beyond the process's. */
function roughened(fitted: FittedMeasure, held: OutOfFold): HeldMeasure {
  const { target, leftOut, noise } = fitted
  const own = held.isRefitted ? 0 : roughness(target, leftOut, held, noise)
  const variances = held.variances.map((variance) => variance + own)
  return { fitted: { ...fitted, nugget: fitted.nugget + own }, held: { ...held, variances } }
}

function measureModel({ fitted, held }: HeldMeasure, architectureIds: Int32Array): MeasureModel {
  const { target, fit, posterior, second, nugget, noise, name } = fitted
  const { measure, transform, centre, spread, rows, runs, runVariance } = target
  const support = supportFactors(target, held, noise)
  return {
    measure,
    transform,
    centre,
    spread,
    posterior,
    baseKernel: fit.baseKernel,
    factor: fit.factor,
    trees: second?.trees ?? null,
    lower: second?.lower ?? null,
    nugget,
    noise,
    isNoiseMeasured: runVariance !== null,
    runs,
    support,
    skill: skillOf(target, held, { noise, support }),
    leftOut: {
      architectureIds: rows.map((row) => architectureIds[row] as number),
      means: leftOutMeans(target, held, { noise, support }),
    },
    rows: rows.length,
    kernel: name,
    conditioning: fit.conditioning,
  }
}

/**
 * Standard deviation between runs that is stated, of the transformed measure. Noise that is pooled over
 * all architectures can be greater than what calibration leaves of a run; it then shrinks with it, so
 * that something of every run remains for the truth.
 */
export function statedNoise({
  noise,
  spread,
  support,
}: Pick<MeasureModel, 'noise' | 'spread' | 'support'>): number {
  return spread * Math.sqrt(noise) * Math.min(1, ...support)
}

export interface Predictions {
  /** Per measure of the model, in the measure's unit. */
  readonly means: Float64Array[]
  /** Of a single run. */
  readonly standardDeviations: Float64Array[]
}

/**
 * Predictions without ONNX, in double precision: for cross-validation and to test the export.
 * @param distances of each row to the nearest architecture that the model was trained on
 */
export function predictBudget(
  model: BudgetModel,
  features: Float32Array,
  distances: Uint8Array,
): Predictions {
  const rows = coordinates(features, model.standardisation)
  const means: Float64Array[] = []
  const standardDeviations: Float64Array[] = []
  for (const measure of model.measures) {
    const { centre, spread, transform, noise, support } = measure
    const targets = targetsAt(measure, { rows, features })
    const pairs = Array.from(targets.means, (mean, row) => {
      const factor = support[supportClass(distances[row] as number)] as number
      const variance = (targets.variances[row] as number) + noise
      return restored(transform, centre + spread * mean, factor * spread * Math.sqrt(variance))
    })
    means.push(Float64Array.from(pairs, ({ mean }) => mean))
    standardDeviations.push(Float64Array.from(pairs, ({ deviation }) => deviation))
  }
  return { means, standardDeviations }
}

/** What cross-validation needs: architecture ids in, predictions out. */
export interface Fitted {
  predict(architectureIds: ArrayLike<number>): Predictions & { readonly distances: Uint8Array }
}

/** @param lower at the next lower budget that there is */
export type FitSurrogate = (
  set: TrainingSet,
  lower: TrainingSet | null,
  context: TrainingContext,
) => Fitted

export const fitSurrogate: FitSurrogate = (set, lower, context) => {
  const all = Int32Array.from(lower?.architectureIds.keys() ?? [])
  const lowerSubset = lower === null ? null : subsetOf(lower, all, context.manyRows ?? MANY_ROWS)
  const hasLower = lowerSubset !== null && lowerSubset.measures.length > 0
  const { model } = fitBudget(
    set,
    hasLower ? fitBudget(lowerSubset, null, context).fits : null,
    context,
  )
  const nearest = context.distancesFrom(set.architectureIds)
  return {
    predict(ids) {
      const distances = Uint8Array.from(ids, (id) => nearest[id] as number)
      return { ...predictBudget(model, featuresOf(context.space, ids), distances), distances }
    },
  }
}
