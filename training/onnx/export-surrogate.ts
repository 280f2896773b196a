import { measureName } from '../../fitness/measure.ts'
import { FEATURE_COUNT, FEATURES_VERSION } from '../../surrogate/features/features.ts'
import {
  MODEL_DEVIATION,
  MODEL_DISTANCE,
  MODEL_INPUT,
  MODEL_MEAN,
} from '../../surrogate/model-names.ts'
import type { BudgetModel } from '../model.ts'
import { covariancesOf } from './covariances.ts'
import { GraphBuilder } from './graph-builder.ts'
import { meanColumns } from './means.ts'
import { restoredColumns } from './restored.ts'
import { supportColumns } from './support.ts'
import { varianceColumns } from './variances.ts'

/** Columns of the outputs, in their order: by budget, then by measure. */
export function outputNames(budgets: readonly BudgetModel[]): string[] {
  return budgets.flatMap(({ epochs, measures }) =>
    measures.map(({ measure }) => `${epochs}/${measureName(measure)}`),
  )
}

/**
 * The models of all budgets and measures as one ONNX graph: features in, mean and standard deviation
 * of every measure out, in the measures' units.
 * @param sample features of architectures that stand for all: variances are then computed from fewer
 * columns where that changes little (`reducedFactor`)
 */
export function exportSurrogate(
  instanceId: string,
  budgets: readonly BudgetModel[],
  sample: Float32Array | null = null,
): Uint8Array {
  const graph = new GraphBuilder()
  const measures = budgets.flatMap((budget) => budget.measures)
  const covariances = covariancesOf(graph, budgets)
  const variances = varianceColumns(graph, budgets, { covariances, sample })
  const { means, deviations } = restoredColumns(graph, measures, {
    means: meanColumns(graph, budgets, covariances),
    deviations: graph.apply('Mul', [
      graph.apply('Sqrt', [variances]),
      supportColumns(graph, budgets),
    ]),
  })
  return graph.finish({
    inputs: [
      { name: MODEL_INPUT, columns: FEATURE_COUNT },
      { name: MODEL_DISTANCE, columns: budgets.length },
    ],
    outputs: [
      { name: MODEL_MEAN, value: means, columns: measures.length },
      { name: MODEL_DEVIATION, value: deviations, columns: measures.length },
    ],
    metadata: {
      instance: instanceId,
      featuresVersion: String(FEATURES_VERSION),
      budgets: JSON.stringify(budgets.map(({ epochs }) => epochs)),
      outputs: JSON.stringify(outputNames(budgets)),
    },
  })
}
