import type { Outputs } from '../../client/client.ts'
import type { PageRequest } from '../ask.ts'
import { conditionText, selectedBy } from '../shared/conditions.ts'
import { type Density, densityOf } from '../shared/density.ts'
import { answeredValue, type Instance } from '../shared/measures.ts'
import { type Range, rangeOf } from '../shared/range.ts'
import type { View } from '../shared/view.ts'
import { refusal } from './refusal.ts'
import type { FrontPoint } from './scatter-drawing.ts'

export const GRID = { columns: 120, rows: 80 } as const
const FRONT_MAX = 1000
export const TABLE_ROWS = 50

/** A measured cell at its place on the scatter. */
export interface MeasuredCell {
  readonly id: number
  readonly x: number
  readonly y: number
}

/** A number that every row of a table has. */
export const EVERY_ROW_HAS = 'trainableParameters'

/**
 * What the table has of the cells at a budget, NaN where it has nothing. A cell that the surrogate was
 * trained on is 0 edits away from a measured one, whether the service has its measurement or not.
 */
async function tableOf(
  request: PageRequest,
  instance: Instance,
  { epochs, source }: View,
): Promise<Float64Array | null> {
  if (source === 'surrogate') return null
  return request
    .column({ instance: instance.id, column: EVERY_ROW_HAS, epochs, source: 'tabular' })
    .catch((error: unknown) => {
      refusal(error)
      return null
    })
}

/** Everything that a page shows of the cells of a view. */
export interface Selection {
  readonly xRange: Range
  readonly yRange: Range
  readonly density: Density
  readonly counts: { readonly measured: number; readonly predicted: number }
  readonly measured: readonly MeasuredCell[]
  readonly front: readonly FrontPoint[]
  readonly frontSize: number
  /** The best by the measure that is shown upwards. */
  readonly table: Outputs['listFitness']
}

/** The columns that a view needs, each asked for once. */
async function columnsOf(
  request: PageRequest,
  instance: Instance,
  { epochs, source, x, y, where }: View,
) {
  const names = new Set([x.key, y.key, 'nearestMeasured', ...where.map(({ name }) => name)])
  const columns = new Map<string, Float64Array>()
  for (const column of names) {
    columns.set(column, await request.column({ instance: instance.id, column, epochs, source }))
  }
  return columns
}

/** The Pareto front of the two measures; nothing where they are the same one. */
async function frontOf(
  request: PageRequest,
  instance: Instance,
  { epochs, source, x, y, where }: View,
) {
  if (x.key === y.key) return { points: [], size: 0 }
  const keys = (direction: string) =>
    [x, y].filter((axis) => axis.direction === direction).map(({ key }) => key)
  const { results, size } = await request.ask('getParetoFront', {
    instance: instance.id,
    epochs,
    source,
    where: where.map(conditionText),
    minimize: keys('minimize'),
    maximize: keys('maximize'),
    limit: FRONT_MAX,
  })
  const number = (result: (typeof results)[number], axis: View['x']) =>
    axis.metric === null
      ? result[axis.key as 'trainableParameters' | 'macs']
      : (answeredValue(result.metrics, axis) ?? Number.NaN)
  const points = results
    .map((result) => ({ x: number(result, x), y: number(result, y), hash: result.hash }))
    .sort((one, other) => one.x - other.x || one.y - other.y)
  return { points, size }
}

/** @throws ApiError as a listing */
export async function selectionOf(
  request: PageRequest,
  instance: Instance,
  view: View,
): Promise<Selection> {
  const { epochs, source, where, x, y, sort } = view
  const inTable = await tableOf(request, instance, view)
  const table = await request.ask('listFitness', {
    instance: instance.id,
    epochs,
    source,
    where: where.map(conditionText),
    sort,
    limit: TABLE_ROWS,
  })
  const columns = await columnsOf(request, instance, view)
  const empty = new Float64Array()
  const [xs, ys] = [columns.get(x.key) ?? empty, columns.get(y.key) ?? empty]
  const nearest = columns.get('nearestMeasured') ?? empty
  const mask = selectedBy(where, columns, xs.length)
  const isMeasured = (id: number) => inTable !== null && !Number.isNaN(inTable[id] as number)
  const chosen = (column: Float64Array) => column.filter((_, id) => mask[id] === 1)
  const [xRange, yRange] = [rangeOf(chosen(xs)), rangeOf(chosen(ys))]
  const density = densityOf(xs, ys, { ...GRID, x: xRange, y: yRange }, (id) => mask[id] === 1)
  const measured: MeasuredCell[] = []
  const counts = { measured: 0, predicted: 0 }
  for (let id = 0; id < mask.length; id++) {
    const [one, other] = [xs[id] as number, ys[id] as number]
    if (mask[id] !== 1 || Number.isNaN(nearest[id] as number)) continue
    if (!isMeasured(id)) counts.predicted++
    else {
      counts.measured++
      if (!Number.isNaN(one + other)) measured.push({ id, x: one, y: other })
    }
  }
  const { points, size } = await frontOf(request, instance, view)
  return { xRange, yRange, density, counts, measured, front: points, frontSize: size, table }
}
