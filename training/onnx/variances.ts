import { FEATURE_COUNT } from '../../surrogate/features/features.ts'
import {
  coordinates,
  covariances as covariancesOf,
  type Kernel,
} from '../gaussian-process/kernel.ts'
import { predictPosterior } from '../gaussian-process/posterior.ts'
import { reducedFactor } from '../gaussian-process/reduced-factor.ts'
import type { BudgetModel, MeasureModel } from '../model.ts'
import { sumOfSquares } from './coordinates.ts'
import { type Covariance, leading } from './covariance.ts'
import type { Covariances } from './covariances.ts'
import type { GraphBuilder, Value } from './graph-builder.ts'
import { type Matrix, type Mixed, mixedColumns, type Term } from './mixed.ts'

/** A triangular factor of at least so many rows is multiplied in blocks of columns. */
const BLOCK_ROWS = 64
const BLOCKS_MAX = 4
/** Factors of fewer rows are not reduced. */
const REDUCED_ROWS = 128

interface VarianceParts {
  readonly covariances: Covariances
  /** Features of architectures that stand for all, or null. */
  readonly sample: Float32Array | null
}

/** Variances of single runs of the transformed measures, one column each. */
export function varianceColumns(
  graph: GraphBuilder,
  budgets: readonly BudgetModel[],
  { covariances, sample }: VarianceParts,
): Value {
  const measures = budgets.flatMap((budget) => budget.measures)
  const explained = explainedTerms(graph, { covariances, sample })
  const linear = linearTerms(graph, measures, covariances)
  const processes = measures.map((model): Mixed => {
    const { baseKernel, factor, spread } = model
    const own = baseKernel.amplitudes.reduce((sum, amplitude) => sum + amplitude, 0)
    const scale = spread * spread * factor
    return {
      constant: scale * own,
      terms: [...linear(baseKernel, scale), ...explained(model, -scale * factor)],
    }
  })
  const least = measures.map(({ spread, nugget, noise }) => spread * spread * (nugget + noise))
  const clipped = graph.apply('Relu', [mixedColumns(graph, processes)])
  return graph.apply('Add', [clipped, graph.floats(least)])
}

/** Inner products of the rows with themselves, by the linear weights of additive kernels. */
function linearTerms(
  graph: GraphBuilder,
  measures: readonly MeasureModel[],
  { coordinatesOf }: Covariances,
) {
  const kernels = [...new Set(measures.map(({ baseKernel }) => baseKernel))].filter(
    ({ linearWeights }) => linearWeights.some((weight) => weight !== 0),
  )
  const places = new Map<Kernel, Omit<Term, 'factor'>>()
  for (const coordinates of new Set(kernels.map(coordinatesOf))) {
    const own = kernels.filter((kernel) => coordinatesOf(kernel) === coordinates)
    const factors = Float64Array.from(
      { length: FEATURE_COUNT * own.length },
      (_, at) => (own[at % own.length]?.linearWeights[Math.floor(at / own.length)] ?? 0) ** 2,
    )
    const constant = graph.floats(factors, [FEATURE_COUNT, own.length])
    const matrix = {
      value: graph.apply('MatMul', [coordinates.squares, constant]),
      columns: own.length,
    }
    for (const [column, kernel] of own.entries()) places.set(kernel, { matrix, column })
  }
  return (kernel: Kernel, factor: number): Term[] => {
    const place = places.get(kernel)
    return place === undefined ? [] : [{ ...place, factor }]
  }
}

/** Squares of covariance × `explained`; measures that share both share the product. */
function explainedTerms(graph: GraphBuilder, { covariances, sample }: VarianceParts) {
  const known = new Map<Covariance, Map<number, Value>>()
  const leadingOf = (covariance: Covariance, count: number) => {
    const own = known.get(covariance) ?? new Map<number, Value>()
    known.set(covariance, own)
    const value = own.get(count) ?? leading(graph, covariance, count)
    own.set(count, value)
    return value
  }
  const products = new Map<string, Matrix[]>()
  return (model: MeasureModel, factor: number): Term[] => {
    const { posterior, baseKernel } = model
    const covariance = covariances.of({ kernel: baseKernel, inducing: posterior.inducing })
    const blocks = blocksOf(model, sample)
    const inputs = blocks.map(({ values, rows }) => [
      leadingOf(covariance, rows),
      graph.floats(values, [rows, values.length / rows]),
    ])
    const key = inputs.join()
    const matrices =
      products.get(key) ??
      inputs.map((own): Matrix => {
        return { value: sumOfSquares(graph, graph.apply('MatMul', own)), columns: 1 }
      })
    products.set(key, matrices)
    const { scale } = covariance
    return matrices.map((matrix) => ({ matrix, column: 0, factor: factor * scale * scale }))
  }
}

interface Block {
  /** The first of the inducing rows; the values are rows × any number of columns. */
  readonly rows: number
  readonly values: Float64Array
}

function blocksOf(
  { posterior, nugget, noise }: MeasureModel,
  sample: Float32Array | null,
): Block[] {
  const { kernel, inducing, explained, varianceRows, uncertain } = posterior
  // Few inducing rows are triangular blocks already.
  if (sample !== null && uncertain === null && varianceRows >= REDUCED_ROWS) {
    const rows = coordinates(sample, kernel.standardisation)
    const { variances } = predictPosterior(posterior, rows)
    const values = reducedFactor(explained, {
      covariances: covariancesOf(kernel, rows, inducing),
      variances: variances.map((variance) => variance + nugget + noise),
    })
    if (values !== null) return [{ rows: varianceRows, values }]
  }
  return triangularBlocks(explained, varianceRows)
}

/** Blocks of columns of an upper triangular matrix, without the rows that are 0. */
export function triangularBlocks(matrix: Float64Array, n: number): Block[] {
  const count = Math.max(1, Math.min(BLOCKS_MAX, Math.floor(n / BLOCK_ROWS)))
  const ends = Array.from({ length: count }, (_, block) => Math.round(((block + 1) * n) / count))
  return ends.map((end, block) => {
    const from = ends[block - 1] ?? 0
    const width = end - from
    const values = Float64Array.from(
      { length: end * width },
      (_, at) => matrix[Math.floor(at / width) * n + from + (at % width)] as number,
    )
    return { rows: end, values }
  })
}
