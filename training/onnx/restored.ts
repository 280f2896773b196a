import type { MeasureModel } from '../model.ts'
import { QUADRATURE, targetRange } from '../transform.ts'
import { concatenated, sliced } from './coordinates.ts'
import type { GraphBuilder, Value } from './graph-builder.ts'

/** Of the transformed measures, one column each. */
interface TargetColumns {
  readonly means: Value
  readonly deviations: Value
}

/**
 * Means and standard deviations in the measures' units by quadrature, all measures at once; see
 * `restored` in transform.ts.
 */
export function restoredColumns(
  graph: GraphBuilder,
  measures: readonly MeasureModel[],
  { means, deviations }: TargetColumns,
): TargetColumns {
  const apply = (operator: string, ...inputs: Value[]) => graph.apply(operator, inputs)
  const count = measures.length
  const nodes = QUADRATURE.length
  const byNode = (of: (model: MeasureModel) => number) =>
    graph.floats(measures.flatMap((model) => new Array<number>(nodes).fill(of(model))))
  const points = apply('MatMul', concatenated(graph, [means, deviations]), pointsOf(graph, count))
  const targets = apply(
    'Min',
    apply(
      'Max',
      points,
      byNode(({ transform }) => targetRange(transform)[0]),
    ),
    byNode(({ transform }) => targetRange(transform)[1]),
  )
  const shape = (...dimensions: number[]) => graph.integers(dimensions)
  const values = apply('Reshape', distancesOf(graph, measures, targets), shape(-1, count, nodes))
  // Distances from the first node keep digits that the bound would take.
  const origin = sliced(graph, values, { from: 0, to: 1, axis: 2 })
  const away = apply('Sub', values, origin)
  const weights = graph.floats(
    QUADRATURE.map(([, weight]) => weight),
    [nodes, 1],
  )
  const first = apply('MatMul', away, weights)
  const squares = apply('MatMul', apply('Mul', away, away), weights)
  const variances = apply('Relu', apply('Sub', squares, apply('Mul', first, first)))
  const flat = (value: Value) => apply('Reshape', value, shape(-1, count))
  const own = flat(apply('Add', origin, first))
  const signs = graph.floats(measures.map(({ transform }) => signOf(transform)))
  const bounds = graph.floats(
    measures.map(({ transform }) => (transform.kind === 'log' ? transform.bound : 0)),
  )
  return {
    means: apply('Add', apply('Mul', own, signs), bounds),
    deviations: flat(apply('Sqrt', variances)),
  }
}

function signOf(transform: MeasureModel['transform']): number {
  return transform.kind === 'log' && transform.side === 'below' ? -1 : 1
}

/** What makes the nodes of all measures from their means and deviations, as one matrix. */
function pointsOf(graph: GraphBuilder, count: number): Value {
  const nodes = QUADRATURE.length
  const width = count * nodes
  const factors = new Float64Array(2 * count * width)
  for (let measure = 0; measure < count; measure++) {
    for (const [at, [node]] of QUADRATURE.entries()) {
      const column = measure * nodes + at
      factors[measure * width + column] = 1
      factors[(count + measure) * width + column] = node
    }
  }
  return graph.floats(factors, [2 * count, width])
}

/** Of logarithms the distances from the bound; of other targets the targets themselves. */
function distancesOf(
  graph: GraphBuilder,
  measures: readonly MeasureModel[],
  targets: Value,
): Value {
  const isLog = measures.map(({ transform }) => transform.kind === 'log')
  if (!isLog.includes(true)) return targets
  const exponentials = graph.apply('Exp', [targets])
  if (!isLog.includes(false)) return exponentials
  const flags = isLog.flatMap((flag) => new Array<boolean>(QUADRATURE.length).fill(flag))
  return graph.apply('Where', [graph.booleans(flags), exponentials, targets])
}
