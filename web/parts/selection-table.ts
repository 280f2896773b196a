import { html } from 'hono/html'
import { type Markup, nothing } from '../../api/reference/markup.ts'
import { grouped, inSentence, shown, shownDifference } from '../shared/format.ts'
import { type Axis, answeredValue, type Instance } from '../shared/measures.ts'
import type { View } from '../shared/view.ts'
import type { Selection } from './selection.ts'
import { sourceBadge } from './value-table.ts'

type Result = Selection['table']['results'][number]

function numberOf(result: Result, axis: Axis): string {
  if (axis.metric === null) return grouped(result[axis.key as 'trainableParameters' | 'macs'])
  return shown(answeredValue(result.metrics, axis), axis.unit)
}

function deviationOf(result: Result, axis: Axis): Markup {
  const deviation = answeredValue(result.standardDeviation, axis)
  return deviation === null
    ? nothing
    : html` <span class="small">± ${shownDifference(deviation, axis.unit)}</span>`
}

const distance = ({ nearestMeasured }: Result) =>
  nearestMeasured === null ? '0' : nearestMeasured === 255 ? 'none' : String(nearestMeasured)

/** The best cells of a selection. */
export function selectionTable(instance: Instance, view: View, { table }: Selection): Markup {
  const { x, y } = view
  const extra = x.key === 'trainableParameters' || x.key === y.key ? [] : [x]
  if (table.results.length === 0) {
    return html`<p class="empty">No cell meets these conditions. Remove one of them, or <a href="/instances/${instance.id}">show all cells</a>.</p>`
  }
  return html`<div class="wide scrolls" tabindex="0" role="region" aria-label="The best cells"><table>
<thead><tr><th scope="col">#</th><th scope="col">cell</th><th scope="col">source</th><th scope="col">${inSentence(y.label)}</th>${extra.map((axis) => html`<th scope="col">${inSentence(axis.label)}</th>`)}<th scope="col">parameters</th><th scope="col">edits to a measured cell</th></tr></thead>
<tbody>${table.results.map(
    (
      one,
      at,
    ) => html`<tr><td>${at + 1}</td><td><a href="/architectures/${one.hash}?instance=${instance.id}"><code>${one.hash.slice(0, 12)}…</code></a></td><td>${sourceBadge(one.source)}</td><td class="value">${numberOf(one, y)}${deviationOf(one, y)}</td>${extra.map((axis) => html`<td class="value">${numberOf(one, axis)}${deviationOf(one, axis)}</td>`)}<td class="value">${grouped(one.trainableParameters)}</td><td class="value">${distance(one)}</td></tr>
`,
  )}</tbody></table></div>`
}
