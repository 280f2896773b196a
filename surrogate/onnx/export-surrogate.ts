import { measureName } from '../../fitness/measure.ts'
import { SECOND_SHARE } from '../blend.ts'
import type { BoostedTrees } from '../boosting/boosted-trees.ts'
import { FEATURE_COUNT, FEATURES_VERSION } from '../features/features.ts'
import type { PosteriorMean } from '../gaussian-process/posterior.ts'
import type { LowerBudget } from '../lower-budget.ts'
import type { BudgetModel, MeasureModel } from '../model.ts'
import {
  coordinateRows,
  covarianceValue,
  type Once,
  onceEach,
  sliced,
  sumOfSquares,
} from './covariance.ts'
import { GraphBuilder, type Value } from './graph-builder.ts'
import { treeEnsemble } from './tree-ensemble.ts'

/** Names of the model's input and outputs: architectures × features, architectures × outputs. */
export const MODEL_INPUT = 'features'
export const MODEL_MEAN = 'mean'
export const MODEL_DEVIATION = 'standardDeviation'

/** Columns of the outputs, in their order: by budget, then by measure. */
export function outputNames(budgets: readonly BudgetModel[]): string[] {
  return budgets.flatMap(({ epochs, measures }) =>
    measures.map(({ measure }) => `${epochs}/${measureName(measure)}`),
  )
}

/**
 * The models of all budgets and measures as one ONNX graph: features in, mean and standard deviation
 * of every measure out, in the measures' units.
 */
export function exportSurrogate(instanceId: string, budgets: readonly BudgetModel[]): Uint8Array {
  const graph = new GraphBuilder()
  const once = onceEach()
  const columns = budgets.flatMap((budget) => budgetColumns(graph, budget, once))
  const outputs = [
    {
      name: MODEL_MEAN,
      value: concatenated(
        graph,
        columns.map(({ mean }) => mean),
      ),
    },
    {
      name: MODEL_DEVIATION,
      value: concatenated(
        graph,
        columns.map(({ deviation }) => deviation),
      ),
    },
  ]
  return graph.finish({
    inputs: [{ name: MODEL_INPUT, columns: FEATURE_COUNT }],
    outputs: outputs.map((output) => ({ ...output, columns: columns.length })),
    metadata: {
      instance: instanceId,
      featuresVersion: String(FEATURES_VERSION),
      outputs: JSON.stringify(outputNames(budgets)),
    },
  })
}

function concatenated(graph: GraphBuilder, values: readonly Value[]): Value {
  return graph.apply('Concat', values, { axis: 1 })
}

interface Column {
  readonly mean: Value
  readonly deviation: Value
}

function budgetColumns(graph: GraphBuilder, budget: BudgetModel, once: Once): Column[] {
  const { standardisation } = budget
  const rows = once(standardisation, () => coordinateRows(graph, MODEL_INPUT, standardisation))
  return budget.measures.map((model) => {
    const { posterior, baseKernel } = model
    const covariance = once(baseKernel, () =>
      covarianceValue(graph, { rows, kernel: baseKernel, inducing: posterior.inducing, once }),
    )
    const mean = meanColumn(graph, { model, covariance, once })
    const variance = varianceValue(graph, { rows, covariance, model })
    return restoredColumn(graph, model, { mean, variance })
  })
}

interface MeanParts {
  readonly model: MeasureModel
  readonly covariance: Value
  readonly once: Once
}

/** Of the standardised target. */
function meanColumn(graph: GraphBuilder, { model, covariance, once }: MeanParts): Value {
  const { posterior, factor, trees, lower } = model
  const alone = trees === null && lower === null
  const own = (share: number) => {
    const weights = posterior.weights.map((weight) => weight * factor * share)
    return graph.apply('MatMul', [covariance, graph.floats(weights, [weights.length, 1])])
  }
  if (alone) return once(posterior, () => own(1)) // of which a higher budget may ask
  const process = own(1 - SECOND_SHARE)
  const second = [
    ...(trees === null ? [] : [treesColumn(graph, trees)]),
    ...(lower === null ? [] : lowerColumns(graph, lower, once)),
  ]
  return graph.apply(second.length > 1 ? 'Sum' : 'Add', [process, ...second])
}

/** What the lower budget adds to the mean, in two parts. */
function lowerColumns(graph: GraphBuilder, { slope, lower, rest }: LowerBudget, once: Once) {
  const of = ({ kernel, inducing, weights }: PosteriorMean, share: number) => {
    const { standardisation } = kernel
    const rows = once(standardisation, () => coordinateRows(graph, MODEL_INPUT, standardisation))
    const covariance = once(kernel, () => covarianceValue(graph, { rows, kernel, inducing, once }))
    const column = graph.floats(
      weights.map((weight) => weight * share),
      [weights.length, 1],
    )
    return graph.apply('MatMul', [covariance, column])
  }
  const prior = once(lower, () => of(lower, 1))
  const part = graph.apply('Mul', [prior, graph.scalar(SECOND_SHARE * slope)])
  return [part, of(rest, SECOND_SHARE)]
}

/** What the trees add to the mean. */
function treesColumn(graph: GraphBuilder, trees: BoostedTrees): Value {
  return graph.apply('Mul', [treeEnsemble(graph, MODEL_INPUT, trees), graph.scalar(SECOND_SHARE)])
}

interface VarianceParts {
  readonly rows: Value
  readonly covariance: Value
  readonly model: MeasureModel
}

/** Variance of a single run, in the units of the standardised target. */
function varianceValue(graph: GraphBuilder, { rows, covariance, model }: VarianceParts): Value {
  const { posterior, factor, baseKernel } = model
  const { varianceRows, explained, uncertain, weights, noise } = posterior
  const few =
    varianceRows === weights.length
      ? covariance
      : sliced(graph, covariance, { from: 0, to: varianceRows })
  const squares = (matrix: Float64Array) => {
    const scaled = matrix.map((entry) => entry * factor)
    const size = [varianceRows, varianceRows]
    return sumOfSquares(graph, graph.apply('MatMul', [few, graph.floats(scaled, size)]))
  }
  const own = baseKernel.amplitudes.reduce((sum, amplitude) => sum + amplitude, 0)
  const linear = graph.apply('Mul', [rows, graph.floats(baseKernel.linearWeights)])
  const prior = graph.apply('Mul', [
    graph.apply('Add', [sumOfSquares(graph, linear), graph.scalar(own)]),
    graph.scalar(factor),
  ])
  const reduced = graph.apply('Sub', [prior, squares(explained)])
  const total = uncertain === null ? reduced : graph.apply('Add', [reduced, squares(uncertain)])
  return graph.apply('Add', [graph.apply('Relu', [total]), graph.scalar(noise)])
}

/** Back to the measure's unit; see `restored` in transform.ts. */
function restoredColumn(
  graph: GraphBuilder,
  model: MeasureModel,
  { mean, variance }: { mean: Value; variance: Value },
): Column {
  const { centre, spread, transform, intervalFactor } = model
  const times = (value: Value, factor: number) => graph.apply('Mul', [value, graph.scalar(factor)])
  const plus = (value: Value, summand: number) => graph.apply('Add', [value, graph.scalar(summand)])
  const target = plus(times(mean, spread), centre)
  if (transform.kind === 'identity') {
    const deviation = times(graph.apply('Sqrt', [variance]), spread * intervalFactor)
    return { mean: target, deviation }
  }
  const own = times(variance, spread * spread)
  const distance = graph.apply('Exp', [graph.apply('Add', [target, times(own, 0.5)])])
  // e^x - 1 = 2 tanh(x/2) / (1 - tanh(x/2)), which keeps its digits where x is small.
  const half = graph.apply('Tanh', [times(own, 0.5)])
  const rest = plus(times(half, -1), 1)
  const grown = graph.apply('Div', [times(half, 2), rest])
  const deviation = graph.apply('Mul', [
    times(distance, intervalFactor),
    graph.apply('Sqrt', [grown]),
  ])
  const sign = transform.side === 'above' ? 1 : -1
  return { mean: plus(times(distance, sign), transform.bound), deviation }
}
