import { MODEL_INPUT } from '../../surrogate/model-names.ts'
import { SECOND_SHARE } from '../blend.ts'
import type { PosteriorMean } from '../gaussian-process/posterior.ts'
import type { BudgetModel, MeasureModel } from '../model.ts'
import type { Covariance } from './covariance.ts'
import type { Covariances } from './covariances.ts'
import type { GraphBuilder } from './graph-builder.ts'
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

type ProcessMeans = (process: Pick<PosteriorMean, 'weights'>, factor: number) => Term

function meanOf(
  graph: GraphBuilder,
  { posterior, factor, trees, lower, spread, centre }: MeasureModel,
  termOf: ProcessMeans,
): Mixed {
  const isAlone = trees === null && lower === null
  const own = termOf(posterior, spread * factor * (isAlone ? 1 : 1 - SECOND_SHARE))
  const second: Term[] = []
  if (trees !== null) {
    const matrix = { value: treeEnsemble(graph, MODEL_INPUT, trees), columns: 1 }
    second.push({ matrix, column: 0, factor: spread * SECOND_SHARE })
  }
  if (lower !== null) {
    second.push(
      termOf(lower.lower, spread * SECOND_SHARE * lower.slope),
      termOf(lower.rest, spread * SECOND_SHARE),
    )
  }
  return { constant: centre, terms: [own, ...second] }
}

/** Means of processes: one product a matrix of covariances; those of the same weights once. */
function processMeans(
  graph: GraphBuilder,
  processes: readonly PosteriorMean[],
  covariances: Covariances,
): ProcessMeans {
  const places = new Map<Float64Array, Omit<Term, 'factor'>>()
  const given = processes.map((process) => ({ process, covariance: covariances.of(process) }))
  for (const value of new Set(given.map(({ covariance }) => covariance.matrix))) {
    const own = new Map<Float64Array, Covariance>()
    for (const { process, covariance } of given) {
      if (covariance.matrix === value) own.set(process.weights, covariance)
    }
    const matrix = productOf(graph, own)
    for (const [column, weights] of [...own.keys()].entries())
      places.set(weights, { matrix, column })
  }
  return ({ weights }, factor) => {
    const place = places.get(weights)
    if (place === undefined) throw new Error('A process is none of the budgets’')
    return { ...place, factor }
  }
}

function productOf(graph: GraphBuilder, own: ReadonlyMap<Float64Array, Covariance>): Matrix {
  const [first] = own.values()
  if (first === undefined) throw new Error('No processes')
  const factors = new Float64Array(first.columns * own.size)
  for (const [at, [weights, { from, scale }]] of [...own].entries()) {
    for (const [row, weight] of weights.entries()) {
      factors[(from + row) * own.size + at] = weight * scale
    }
  }
  const constant = graph.floats(factors, [first.columns, own.size])
  return { value: graph.apply('MatMul', [first.matrix, constant]), columns: own.size }
}
