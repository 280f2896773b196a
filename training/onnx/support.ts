import { MODEL_DISTANCE } from '../../surrogate/model-names.ts'
import type { BudgetModel } from '../model.ts'
import { concatenated, sliced } from './coordinates.ts'
import { type GraphBuilder, INT64, type Value } from './graph-builder.ts'

/** Factors of the standard deviations by distance, see `supportFactors`; one column a measure. */
export function supportColumns(graph: GraphBuilder, budgets: readonly BudgetModel[]): Value {
  const classes = budgets[0]?.measures[0]?.support.length ?? 0
  const places = graph.apply('Sub', [MODEL_DISTANCE, graph.scalar(1)])
  const known = graph.apply('Clip', [places, graph.scalar(0), graph.scalar(classes - 1)])
  const indices = graph.apply('Cast', [known], { to: INT64 })
  const columns = budgets.map(({ measures }, at) => {
    const table = Array.from({ length: classes }, (_, row) =>
      measures.map(({ support }) => support[row] as number),
    )
    const factors = graph.floats(table.flat(), [classes, measures.length])
    const index = sliced(graph, indices, { from: at, to: at + 1 })
    const flat = graph.apply('Squeeze', [index, graph.integers([1])])
    return graph.apply('Gather', [factors, flat], { axis: 0 })
  })
  return concatenated(graph, columns)
}
