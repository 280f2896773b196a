import { measureName } from '../../fitness/measure.ts'
import { FEATURE_COUNT, FEATURES_VERSION } from '../../surrogate/features/features.ts'
import {
  MODEL_DEVIATION,
  MODEL_DISTANCE,
  MODEL_INPUT,
  MODEL_MEAN,
} from '../../surrogate/model-names.ts'
import { SECOND_SHARE } from '../blend.ts'
import type { BoostedTrees } from '../boosting/boosted-trees.ts'
import type { PosteriorMean } from '../gaussian-process/posterior.ts'
import type { LowerBudget } from '../lower-budget.ts'
import type { BudgetModel, MeasureModel } from '../model.ts'
import { QUADRATURE, targetRange } from '../transform.ts'
import {
  coordinateRows,
  covarianceValue,
  type Once,
  onceEach,
  sliced,
  sumOfSquares,
} from './covariance.ts'
import { GraphBuilder, INT64, type Value } from './graph-builder.ts'
import { treeEnsemble } from './tree-ensemble.ts'

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
  const columns = budgets.flatMap((budget, at) => budgetColumns(graph, { budget, at }, once))
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
    inputs: [
      { name: MODEL_INPUT, columns: FEATURE_COUNT },
      { name: MODEL_DISTANCE, columns: budgets.length },
    ],
    outputs: outputs.map((output) => ({ ...output, columns: columns.length })),
    metadata: {
      instance: instanceId,
      featuresVersion: String(FEATURES_VERSION),
      budgets: JSON.stringify(budgets.map(({ epochs }) => epochs)),
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

function budgetColumns(
  graph: GraphBuilder,
  { budget, at }: { budget: BudgetModel; at: number },
  once: Once,
): Column[] {
  const { standardisation } = budget
  const factors = supportColumns(graph, budget, at)
  const rows = once(standardisation, () => coordinateRows(graph, MODEL_INPUT, standardisation))
  return budget.measures.map((model, column) => {
    const { posterior, baseKernel } = model
    const covariance = once(baseKernel, () =>
      covarianceValue(graph, { rows, kernel: baseKernel, inducing: posterior.inducing, once }),
    )
    const mean = meanColumn(graph, { model, covariance, once })
    const variance = varianceValue(graph, { rows, covariance, model })
    const factor = sliced(graph, factors, { from: column, to: column + 1 })
    return restoredColumn(graph, model, { mean, variance, factor })
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
  const { posterior, factor, baseKernel, nugget, noise } = model
  const { varianceRows, explained, uncertain, weights } = posterior
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
  return graph.apply('Add', [graph.apply('Relu', [total]), graph.scalar(nugget + noise)])
}

/** Factors of the standard deviations by distance, see `supportFactors`: rows × measures. */
function supportColumns(graph: GraphBuilder, { measures }: BudgetModel, at: number): Value {
  const classes = measures[0]?.support.length ?? 0
  const table = Array.from({ length: classes }, (_, row) =>
    measures.map(({ support }) => support[row] as number),
  )
  const factors = graph.floats(table.flat(), [classes, measures.length])
  const distance = sliced(graph, MODEL_DISTANCE, { from: at, to: at + 1 })
  const row = graph.apply('Sub', [distance, graph.scalar(1)])
  const known = graph.apply('Clip', [row, graph.scalar(0), graph.scalar(classes - 1)])
  const index = graph.apply('Cast', [known], { to: INT64 })
  const flat = graph.apply('Squeeze', [index, graph.integers([1])])
  return graph.apply('Gather', [factors, flat], { axis: 0 })
}

interface TargetParts {
  readonly mean: Value
  readonly variance: Value
  readonly factor: Value
}

/** Back to the measure's unit; see `restored` in transform.ts. */
function restoredColumn(
  graph: GraphBuilder,
  { centre, spread, transform }: MeasureModel,
  { mean, variance, factor }: TargetParts,
): Column {
  const apply = (operator: string, ...inputs: Value[]) => graph.apply(operator, inputs)
  const centred = apply('Add', apply('Mul', mean, graph.scalar(spread)), graph.scalar(centre))
  const deviation = apply(
    'Mul',
    apply('Mul', apply('Sqrt', variance), graph.scalar(spread)),
    factor,
  )
  const nodes = graph.floats(
    QUADRATURE.map(([node]) => node),
    [1, QUADRATURE.length],
  )
  const weights = graph.floats(
    QUADRATURE.map(([, weight]) => weight),
    [QUADRATURE.length, 1],
  )
  const [least, most] = targetRange(transform)
  const points = apply('Add', apply('Mul', deviation, nodes), centred)
  const targets = apply('Clip', points, graph.scalar(least), graph.scalar(most))
  // Distances from the first node keep digits that the bound would take.
  const values = transform.kind === 'identity' ? targets : apply('Exp', targets)
  const origin = sliced(graph, values, { from: 0, to: 1 })
  const away = apply('Sub', values, origin)
  const first = apply('MatMul', away, weights)
  const squares = apply('MatMul', apply('Mul', away, away), weights)
  const spreadOut = apply('Relu', apply('Sub', squares, apply('Mul', first, first)))
  const own = apply('Add', origin, first)
  const restoredMean =
    transform.kind === 'identity'
      ? own
      : apply(transform.side === 'above' ? 'Add' : 'Sub', graph.scalar(transform.bound), own)
  return { mean: restoredMean, deviation: apply('Sqrt', spreadOut) }
}
