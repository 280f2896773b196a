import { html, raw } from 'hono/html'
import type { Markup } from '../../api/reference/markup.ts'
import { bottomAxisSvg, type DrawnAxis, leftAxisSvg } from '../shared/axis-svg.ts'
import type { Range } from '../shared/range.ts'

// Labels are made of the names of metrics, which are letters and digits.

/** Below a plot. */
export function bottomAxis(axis: DrawnAxis, range: Range): Markup {
  return html`<svg class="axis-x" width="100%" height="44" aria-hidden="true">${raw(bottomAxisSvg(axis, range))}</svg>`
}

/** Left of a plot. */
export function leftAxis(axis: DrawnAxis, range: Range): Markup {
  return html`<svg class="axis-y" width="58" height="100%" aria-hidden="true">${raw(leftAxisSvg(axis, range))}</svg>`
}
