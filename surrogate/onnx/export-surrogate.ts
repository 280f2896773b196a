import { measureName } from '../../fitness/measure.ts'
import { TREES_SHARE } from '../blend.ts'
import type { BoostedTrees } from '../boosting/boosted-trees.ts'
import { FEATURE_COUNT, FEATURES_VERSION } from '../features/features.ts'
import { BLOCK_COUNT, BLOCK_STARTS, type Kernel } from '../gaussian-process/kernel.ts'
import type { BudgetModel, MeasureModel } from '../model.ts'
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
  const columns = budgets.flatMap((budget) => budgetColumns(graph, budget))
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

function budgetColumns(graph: GraphBuilder, budget: BudgetModel): Column[] {
  const { offsets, scales } = budget.standardisation
  const centred = graph.apply('Sub', [MODEL_INPUT, graph.floats(offsets)])
  const rows = graph.apply('Mul', [centred, graph.floats(scales)])
  const shared = new Map<unknown, Value>()
  const once = (key: unknown, make: () => Value): Value => {
    const made = shared.get(key) ?? make()
    shared.set(key, made)
    return made
  }
  return budget.measures.map((model) => {
    const { posterior, factor, trees } = model
    const { inducing } = posterior
    const kernel = model.baseKernel
    const covariance = once(kernel, () => covarianceValue(graph, { rows, kernel, inducing, once }))
    const share = trees === null ? 1 : 1 - TREES_SHARE
    const weights = posterior.weights.map((weight) => weight * factor * share)
    const column = graph.floats(weights, [weights.length, 1])
    const ofProcess = graph.apply('MatMul', [covariance, column])
    const mean =
      trees === null ? ofProcess : graph.apply('Add', [ofProcess, treesColumn(graph, trees)])
    const variance = varianceValue(graph, { rows, covariance, model })
    return restoredColumn(graph, model, { mean, variance })
  })
}

interface CovarianceParts {
  readonly rows: Value
  readonly kernel: Kernel
  readonly inducing: Float64Array
  readonly once: (key: unknown, make: () => Value) => Value
}

/** Covariance of every row with the inducing rows, for a factor of 1: rows × inducing. */
function covarianceValue(graph: GraphBuilder, parts: CovarianceParts): Value {
  const { rows, kernel, inducing, once } = parts
  if (kernel.kind === 'product') {
    const all = { from: 0, to: FEATURE_COUNT }
    const weighted = graph.apply('Mul', [rows, graph.floats(kernel.weights)])
    const own = inducing.map((value, at) => value * (kernel.weights[at % FEATURE_COUNT] as number))
    const matrix = transposedRows(
      graph,
      own.map((value) => -10 * value),
    )
    const parts = { ...all, kernel, inducing, times: 5, plus: 0, matrix }
    const r2 = distanceValue(graph, weighted, parts)
    const squared = graph.apply('Relu', [r2])
    const r = graph.apply('Sqrt', [squared])
    const third = graph.apply('Mul', [squared, graph.scalar(1 / 3)])
    const polynomial = graph.apply('Sum', [r, third, graph.scalar(1)])
    const decay = graph.apply('Exp', [graph.apply('Neg', [r])])
    const shape = graph.apply('Mul', [polynomial, decay])
    return graph.apply('Mul', [shape, graph.scalar(kernel.amplitudes[0] as number)])
  }
  // Kernels of the same architectures share their coordinates, by far the largest constant.
  const columns = transposedRows(graph, inducing)
  const shapes = Array.from({ length: BLOCK_COUNT }, (_, block) => {
    const range = { from: BLOCK_STARTS[block] as number, to: BLOCK_STARTS[block + 1] as number }
    const own = once(`block ${block}`, () => sliced(graph, rows, range))
    const scale = kernel.weights[range.from] as number
    const scaled = graph.apply('Mul', [own, graph.scalar(scale)])
    const plus = Math.log(kernel.amplitudes[block] as number)
    const matrix = graph.apply('Mul', [
      sliced(graph, columns, { ...range, axis: 0 }),
      graph.scalar(2 * scale),
    ])
    const parts = { ...range, kernel, inducing, times: -1, plus, matrix }
    return graph.apply('Exp', [distanceValue(graph, scaled, parts)])
  })
  const linear = graph.apply('Mul', [rows, graph.floats(kernel.linearWeights.map((w) => w * w))])
  return graph.apply('Sum', [...shapes, graph.apply('MatMul', [linear, columns])])
}

/** What the trees add to the mean. */
function treesColumn(graph: GraphBuilder, trees: BoostedTrees): Value {
  return graph.apply('Mul', [treeEnsemble(graph, MODEL_INPUT, trees), graph.scalar(TREES_SHARE)])
}

/** The coordinates of the inducing rows as columns. */
function transposedRows(graph: GraphBuilder, inducing: Float64Array): Value {
  const count = inducing.length / FEATURE_COUNT
  const values = Float64Array.from(
    inducing,
    (_, at) => inducing[(at % count) * FEATURE_COUNT + Math.floor(at / count)] as number,
  )
  return graph.floats(values, [FEATURE_COUNT, count])
}

function sliced(
  graph: GraphBuilder,
  value: Value,
  { from, to, axis = 1 }: { from: number; to: number; axis?: number },
): Value {
  return graph.apply('Slice', [
    value,
    graph.integers([from]),
    graph.integers([to]),
    graph.integers([axis]),
  ])
}

interface DistanceParts {
  readonly from: number
  readonly to: number
  readonly kernel: Kernel
  readonly inducing: Float64Array
  readonly times: number
  readonly plus: number
  /** -2 × times × the weighted inducing rows, as columns. */
  readonly matrix: Value
}

/**
 * times × squared distance + plus, of weighted rows to weighted inducing rows: one product with the
 * inducing rows, one sum of squares, one constant.
 */
function distanceValue(graph: GraphBuilder, weighted: Value, parts: DistanceParts): Value {
  const { from, to, kernel, inducing, times, plus, matrix } = parts
  const norms = Float64Array.from({ length: inducing.length / FEATURE_COUNT }, (_, row) => {
    let sum = 0
    for (let column = from; column < to; column++) {
      const value = inducing[row * FEATURE_COUNT + column] as number
      sum += (value * (kernel.weights[column] as number)) ** 2
    }
    return times * sum + plus
  })
  const cross = graph.apply('MatMul', [weighted, matrix])
  const own = graph.apply('Mul', [sumOfSquares(graph, weighted), graph.scalar(times)])
  return graph.apply('Sum', [cross, own, graph.floats(norms)])
}

function sumOfSquares(graph: GraphBuilder, value: Value): Value {
  return graph.apply('ReduceSumSquare', [value, graph.integers([1])])
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
