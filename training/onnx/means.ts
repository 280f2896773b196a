import { MODEL_INPUT } from '../../surrogate/model-names.ts'
import { SECOND_SHARE } from '../blend.ts'
import type { PosteriorMean } from '../gaussian-process/posterior.ts'
import type { BudgetModel, MeasureModel } from '../model.ts'
import { type CovariancePart, startsOf } from './covariance.ts'
import type { Covariances } from './covariances.ts'
import type { GraphBuilder, Value } from './graph-builder.ts'
import { type Matrix, type Mixed, mixedColumns, type Term } from './mixed.ts'
import { treeEnsemble } from './tree-ensemble.ts'

/** Means of the transformed measures, one column each. */
export function meanColumns(
  graph: GraphBuilder,
  budgets: readonly BudgetModel[],
  covariances: Covariances,
) {
  const measures = budgets.flatMap((budget) => budget.measures)
  const processes = processMeans(
    graph,
    measures.flatMap(({ baseKernel: kernel, posterior: { inducing, weights }, lower }) => [
      { kernel, inducing, weights },
      ...(lower === null ? [] : [lower.lower, lower.rest]),
    ]),
    covariances,
  )
  return mixedColumns(
    graph,
    measures.map((model) => meanOf(graph, model, processes)),
  )
}

/** The mean of a process times a factor: one term a part of its covariances. */
type ProcessMeans = (process: Pick<PosteriorMean, 'weights'>, factor: number) => Term[]

function meanOf(
  graph: GraphBuilder,
  { posterior, factor, trees, lower, spread, centre }: MeasureModel,
  termsOf: ProcessMeans,
): Mixed {
  const isAlone = trees === null && lower === null
  const own = termsOf(posterior, spread * factor * (isAlone ? 1 : 1 - SECOND_SHARE))
  const second: Term[] = []
  if (trees !== null) {
    const matrix = { value: treeEnsemble(graph, MODEL_INPUT, trees), columns: 1 }
    second.push({ matrix, column: 0, factor: spread * SECOND_SHARE })
  }
  if (lower !== null) {
    second.push(
      ...termsOf(lower.lower, spread * SECOND_SHARE * lower.slope),
      ...termsOf(lower.rest, spread * SECOND_SHARE),
    )
  }
  return { constant: centre, terms: [...own, ...second] }
}

/** Means of processes: one product a matrix of covariances; those of the same weights once. */
function processMeans(
  graph: GraphBuilder,
  processes: readonly PosteriorMean[],
  covariances: Covariances,
): ProcessMeans {
  const columns = new Map<Value, Map<Float64Array, Column>>()
  for (const process of processes) {
    const { parts, scale } = covariances.of(process)
    const starts = startsOf(parts)
    for (const [at, part] of parts.entries()) {
      const own = columns.get(part.matrix) ?? new Map<Float64Array, Column>()
      columns.set(part.matrix, own)
      own.set(process.weights, { part, start: starts[at] as number, scale })
    }
  }
  const terms = new Map<Float64Array, Omit<Term, 'factor'>[]>()
  for (const own of columns.values()) {
    const matrix = productOf(graph, own)
    for (const [column, weights] of [...own.keys()].entries()) {
      terms.set(weights, [...(terms.get(weights) ?? []), { matrix, column }])
    }
  }
  return ({ weights }, factor) => {
    const own = terms.get(weights)
    if (own === undefined) throw new Error('A process is none of the budgets’')
    return own.map((term) => ({ ...term, factor }))
  }
}

interface Column {
  readonly part: CovariancePart
  /** Place of the part's first weight. */
  readonly start: number
  readonly scale: number
}

function productOf(graph: GraphBuilder, own: ReadonlyMap<Float64Array, Column>): Matrix {
  const [first] = own.values()
  if (first === undefined) throw new Error('No processes')
  const { matrix, columns } = first.part
  const factors = new Float64Array(columns * own.size)
  for (const [at, [weights, { part, start, scale }]] of [...own].entries()) {
    for (let row = 0; row < part.count; row++) {
      factors[(part.from + row) * own.size + at] = (weights[start + row] as number) * scale
    }
  }
  const constant = graph.floats(factors, [columns, own.size])
  return { value: graph.apply('MatMul', [matrix, constant]), columns: own.size }
}
