import { measureName } from '../fitness/measure.ts'
import type { CardOutput } from './card.ts'
import { FEATURE_COUNT, FEATURES_VERSION } from './features/features.ts'
import type { LowerFits } from './lower-budget.ts'
import {
  type BudgetModel,
  type FittedBudget,
  fitBudget,
  type MeasureModel,
  type TrainingContext,
} from './model.ts'
import { exportSurrogate } from './onnx/export-surrogate.ts'
import { OPSET } from './onnx/graph-builder.ts'
import type { TrainingSet } from './training-set.ts'

export interface TrainedSurrogate {
  readonly onnx: Uint8Array
  /** In the order of the model's output columns. */
  readonly outputs: readonly CardOutput[]
  readonly features: { readonly version: number; readonly count: number }
  readonly opset: number
}

function cardOutput(epochs: number, model: MeasureModel): CardOutput {
  const { measure, transform, rows, kernel, posterior, intervalFactor } = model
  return {
    epochs,
    measure: measureName(measure),
    rows,
    transform: { ...transform },
    kernel,
    // The standardised target has variance 1, so that its noise is a share; a single run can have more.
    noise: Math.min(1, posterior.noise),
    intervalFactor,
  }
}

/**
 * Trains all budgets of an instance and puts them into one ONNX model; deterministic.
 * @param sets by epochs, ascending
 */
export async function trainSurrogate(
  sets: readonly TrainingSet[],
  context: TrainingContext,
): Promise<TrainedSurrogate> {
  const budgets: BudgetModel[] = []
  let lower: LowerFits | null = null
  for (const set of sets) {
    context.onProgress?.(`${set.epochs} epochs: ${set.architectureIds.length} architectures`)
    const fitted: FittedBudget = fitBudget(set, lower, context)
    budgets.push(fitted.model)
    lower = fitted.fits
  }
  return {
    onnx: exportSurrogate(context.instance.id, budgets),
    outputs: budgets.flatMap(({ epochs, measures }) =>
      measures.map((model) => cardOutput(epochs, model)),
    ),
    features: { version: FEATURES_VERSION, count: FEATURE_COUNT },
    opset: OPSET,
  }
}
