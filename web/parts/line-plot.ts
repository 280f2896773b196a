import { html } from 'hono/html'
import type { Markup } from '../../api/reference/markup.ts'
import type { DrawnAxis } from '../shared/axis-svg.ts'
import type { Range } from '../shared/range.ts'
import { bottomAxis, leftAxis } from './axes.ts'

/** Width and height of what is drawn inside; it is stretched to its place. */
export const PLOT_SIZE = 1000

/** A place on an axis, in the units of the drawing. */
export function along(value: number, [least, most]: Range): number {
  return Number(((PLOT_SIZE * (value - least)) / (most - least)).toFixed(1))
}

export interface LinePlot {
  readonly x: DrawnAxis
  readonly y: DrawnAxis
  readonly xRange: Range
  readonly yRange: Range
  /** For who does not see it. */
  readonly text: string
  readonly id?: string
  /** Inside of an SVG of `PLOT_SIZE` by `PLOT_SIZE`, y from the top. */
  readonly marks: Markup
}

/** A plot of lines with its axes, of any width. */
export function linePlot({ x, y, xRange, yRange, text, id, marks }: LinePlot): Markup {
  const named = id === undefined ? '' : html` id="${id}"`
  return html`<div class="scatter low"${named} data-x-range="${xRange.join(' ')}" data-y-range="${yRange.join(' ')}">
<p class="axis-name">${y.label}</p>
${leftAxis(y, yRange)}
<div class="plot"><svg viewBox="0 0 ${PLOT_SIZE} ${PLOT_SIZE}" preserveAspectRatio="none" role="img" aria-label="${text}">${marks}</svg></div>
${bottomAxis(x, xRange)}
</div>`
}

/** With a margin, so that no line lies on the frame. */
export function rangeAround(values: readonly number[], share = 0.06): Range {
  const [least, most] = [Math.min(...values), Math.max(...values)]
  const margin = share * (most - least) || 0.01
  return [least - margin, most + margin]
}
