import { OPERATORS, type Operator } from '../../space/neighbour-graph.ts'
import { type Axis, axesOf, type Instance, mainAxis, shortKey } from './measures.ts'

export const LANDSCAPE_SOURCES = ['surrogate', 'tabular'] as const
export type LandscapeSource = (typeof LANDSCAPE_SOURCES)[number]

/** Which landscape a page shows: its address says all of it. */
export interface LandscapeView {
  readonly axis: Axis
  readonly epochs: number
  readonly operator: Operator
  /** Null where the address leaves it open. */
  readonly source: LandscapeSource | null
}

/** The measures that can have a landscape: those to maximize on validation and test data. */
export function landscapeAxes(instance: Instance): readonly Axis[] {
  return axesOf(instance).filter(
    ({ direction, split }) =>
      direction === 'maximize' && (split === 'validation' || split === 'test'),
  )
}

/** Reads the address of a landscape page; what it does not say has a default. */
export function readLandscapeView(instance: Instance, query: URLSearchParams): LandscapeView {
  const axes = landscapeAxes(instance)
  const asked = query.get('measure')
  const axis =
    axes.find(({ key }) => key === asked || shortKey(key) === asked) ??
    mainAxis(axes.length > 0 ? axes : axesOf(instance))
  const { epochs: budgets } = instance
  const epochs = Number(query.get('epochs') ?? Number.NaN)
  return {
    axis,
    epochs: budgets.includes(epochs) ? epochs : (budgets.at(-1) ?? 1),
    operator: OPERATORS.find((one) => one === query.get('operator')) ?? 'graph-edit',
    source: LANDSCAPE_SOURCES.find((one) => one === query.get('source')) ?? null,
  }
}
