import type { Withheld } from '../fitness/distribution.ts'
import { measureName } from '../fitness/measure.ts'
import type { Space } from '../space/space.ts'
import type { CardBudget, CardOutput } from '../surrogate/card.ts'
import { FEATURE_COUNT, FEATURES_VERSION, featuresOf } from '../surrogate/features/features.ts'
import type { WorldsFile } from '../surrogate/worlds/world-file.ts'
import type { LowerFits } from './lower-budget.ts'
import {
  type BudgetModel,
  type FittedBudget,
  fitBudget,
  type MeasureModel,
  statedNoise,
  type TrainingContext,
} from './model.ts'
import { exportSurrogate } from './onnx/export-surrogate.ts'
import { OPSET } from './onnx/graph-builder.ts'
import { sampledLeftOut } from './sampled-left-out.ts'
import type { TrainingSet } from './training-set.ts'
import { distributionOf } from './transform.ts'
import { worldsOf } from './worlds-of.ts'

/** Architectures of the space that variances are compared on when they are simplified. */
const SAMPLE = 2000

export interface TrainedSurrogate {
  readonly onnx: Uint8Array
  /** In the order of the model's output columns. */
  readonly outputs: readonly CardOutput[]
  readonly budgets: readonly CardBudget[]
  /** Graph edits to the nearest architecture trained on: by budget, then by architecture. */
  readonly nearest: readonly Uint8Array[]
  readonly worlds: WorldsFile
  readonly withheld: readonly Withheld[]
  readonly features: { readonly version: number; readonly count: number }
  readonly opset: number
}

function cardOutput(epochs: number, model: MeasureModel): CardOutput {
  const { measure, transform, rows, runs, kernel, isNoiseMeasured, support, skill } = model
  return {
    epochs,
    measure: measureName(measure),
    rows,
    kernel,
    distribution: distributionOf(transform, { noise: statedNoise(model), runs }),
    noiseFrom: isNoiseMeasured ? 'runs' : 'likelihood',
    support: [...support],
    rSquared: skill,
    leftOut: sampledLeftOut(model.leftOut),
  }
}

/**
 * Trains all budgets of an instance and puts them into one ONNX model; deterministic. A measure whose
 * predictions out of fold are no better than its mean is withheld.
 * @param sets by epochs, ascending
 */
export async function trainSurrogate(
  sets: readonly TrainingSet[],
  context: TrainingContext,
): Promise<TrainedSurrogate> {
  const trained: BudgetModel[] = []
  let lower: LowerFits | null = null
  for (const set of sets) {
    context.onProgress?.(`${set.epochs} epochs: ${set.architectureIds.length} architectures`)
    const fitted: FittedBudget = fitBudget(set, lower, context)
    trained.push(fitted.model)
    lower = fitted.fits
  }
  const budgets = trained.map(withSkill).filter(({ measures }) => measures.length > 0)
  const nearest = budgets.map(({ architectureIds }) => context.distancesFrom(architectureIds))
  return {
    onnx: exportSurrogate(context.instance.id, budgets, sampleOf(context.space, budgets)),
    outputs: budgets.flatMap(({ epochs, measures }) =>
      measures.map((model) => cardOutput(epochs, model)),
    ),
    budgets: budgets.map(({ epochs, measures, correlations }, at) => ({
      epochs,
      measures: measures.map(({ measure }) => measureName(measure)),
      correlations: correlations.map((row) => [...row]),
      architecturesByDistance: countsOf(nearest[at] as Uint8Array),
    })),
    nearest,
    worlds: worldsOf(context.instance.id, budgets),
    withheld: trained.flatMap(withheldOf),
    features: { version: FEATURES_VERSION, count: FEATURE_COUNT },
    opset: OPSET,
  }
}

/** Features of architectures all over the space, and of those trained on, which vary least. */
function sampleOf(space: Space, budgets: readonly BudgetModel[]): Float32Array {
  const all = Array.from({ length: SAMPLE }, (_, at) => Math.floor((at * space.size) / SAMPLE))
  const trained = budgets.flatMap(({ architectureIds }) => [...architectureIds])
  return featuresOf(space, [...new Set([...all, ...trained])])
}

function hasSkill({ skill }: MeasureModel): boolean {
  return skill > 0
}

/** The measures that are predicted, and their correlations. */
function withSkill(budget: BudgetModel): BudgetModel {
  const kept = budget.measures.flatMap((model, at) => (hasSkill(model) ? [at] : []))
  return {
    ...budget,
    measures: kept.map((at) => budget.measures[at] as MeasureModel),
    correlations: kept.map((row) => kept.map((column) => budget.correlations[row]?.[column] ?? 0)),
  }
}

function withheldOf({ epochs, measures }: BudgetModel): Withheld[] {
  return measures
    .filter((model) => !hasSkill(model))
    .map(({ measure, rows, skill }) => ({
      epochs,
      measure: measureName(measure),
      reason: `Predictions of held-out architectures are no better than the mean of the ${rows} measured ones (R² ${skill.toFixed(2)}).`,
    }))
}

/** How many architectures are at each distance, from 0. */
function countsOf(nearest: Uint8Array): number[] {
  const counts: number[] = []
  for (const distance of nearest) {
    while (counts.length <= distance) counts.push(0)
    counts[distance] = (counts[distance] as number) + 1
  }
  return counts
}
