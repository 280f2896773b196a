import { html } from 'hono/html'
import { type Markup, nothing } from '../../api/reference/markup.ts'
import type { PageRequest } from '../ask.ts'
import { inSentence } from '../shared/format.ts'
import type { Axis, Instance } from '../shared/measures.ts'
import { rangeOf } from '../shared/range.ts'
import { type Card, keyOf } from './intervals.ts'
import { along, linePlot, PLOT_SIZE } from './line-plot.ts'

/** What was measured, and what a model that had not seen the cell says. */
export type ParityPoint = readonly [measured: number, predicted: number]

type Output = Card['outputs'][number]

/** Of whose measure, at which budget. */
interface Of {
  readonly instance: Instance
  readonly axis: Axis
  readonly epochs: number
}

/**
 * The points of a parity plot: out-of-fold predictions of the card beside the measured values that the
 * service has. None where it has one of them alone.
 */
export async function parityPoints(
  request: PageRequest,
  card: Card,
  { instance, axis, epochs }: Of,
): Promise<ParityPoint[]> {
  const output: Output | undefined = card.outputs.find(
    (one) => one.epochs === epochs && keyOf(one.measure) === axis.key,
  )
  const leftOut = output?.leftOut
  if (leftOut === undefined) return []
  const measured = await request
    .column({ instance: instance.id, column: axis.key, epochs, source: 'tabular' })
    .catch(() => null)
  return leftOut.architectureIds.flatMap((id, at): ParityPoint[] => {
    const [own, predicted] = [measured?.[id] ?? Number.NaN, leftOut.means[at] ?? Number.NaN]
    return Number.isNaN(own + predicted) ? [] : [[own, predicted]]
  })
}

/** Predictions of held-out cells over their measured values: on the diagonal they are right. */
export function parityDrawing(points: readonly ParityPoint[], axis: Axis): Markup {
  if (points.length < 3) return nothing
  const range = rangeOf(Float64Array.from(points.flat()))
  const inside = points.filter((point) => point.every((one) => one >= range[0] && one <= range[1]))
  const marks = inside.map(
    ([measured, predicted]) =>
      `M${along(measured, range)} ${PLOT_SIZE - along(predicted, range)}h0`,
  )
  const outside = points.length - inside.length
  const text = `Predicted over measured ${inSentence(axis.label)} of ${points.length} cells that the model had not seen`
  return html`<figure class="parity">${linePlot({
    x: { label: 'Measured', unit: axis.unit },
    y: { label: `${axis.label}, predicted out of fold`, unit: axis.unit },
    xRange: range,
    yRange: range,
    text,
    marks: html`<path class="diagonal" d="M0 ${PLOT_SIZE}L${PLOT_SIZE} 0"/><path class="parity-points" d="${marks.join('')}"/>`,
  })}<figcaption>${text}${outside === 0 ? '' : `; ${outside} lie outside of the plot`}. Measured values have the noise of their runs, so that even a perfect model leaves the diagonal.</figcaption></figure>`
}
