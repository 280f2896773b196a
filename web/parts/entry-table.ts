import { html } from 'hono/html'
import { type Markup, nothing } from '../../api/reference/markup.ts'
import type { Outputs } from '../../client/client.ts'
import { grouped } from '../shared/format.ts'

const words = (key: string) =>
  key
    .replaceAll(/[A-Z]/g, (upper) => ` ${upper.toLowerCase()}`)
    .replace(/^./, (first) => first.toUpperCase())

function number(value: number | null, unit: string): string {
  if (value === null) return '–'
  if (unit === 'count') return grouped(value)
  return String(Number(value.toPrecision(3)))
}

/** Every entry of a footprint. */
export function entryTable({ entries }: Outputs['getLandscape']): Markup {
  // Too few measured cells have no footprint of their own.
  const isMeasured = entries.some(({ measured }) => measured !== null)
  return html`<div class="wide" tabindex="0" role="region" aria-label="Table of the footprint"><table><caption>Every entry of the footprint</caption>
<thead><tr><th scope="col">entry</th>${isMeasured ? html`<th scope="col">measured cells alone</th>` : nothing}<th scope="col">predicted means of all cells</th><th scope="col">unit</th></tr></thead>
<tbody>${entries.map(
    ({ key, description, measured, predicted, unit }) =>
      html`<tr><th scope="row">${words(key)}<br><span class="small">${description}</span></th>${isMeasured ? html`<td class="value">${number(measured, unit)}</td>` : nothing}<td class="value">${number(predicted, unit)}</td><td>${unit}</td></tr>
`,
  )}</tbody></table></div>`
}
