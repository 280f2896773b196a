import { html } from 'hono/html'
import { type Markup, nothing } from '../../api/reference/markup.ts'
import type { PageRequest } from '../ask.ts'
import { grouped, inSentence, shown, shownDifference } from '../shared/format.ts'
import { type Axis, answeredValue, type Instance } from '../shared/measures.ts'
import { sourceBadge } from './value-table.ts'

interface Asked {
  readonly hash: string
  readonly instance: Instance
  readonly epochs: number
  readonly axis: Axis
}

/** The cells one edit away, the best first, and how they compare with this one. */
export async function neighbourTable(request: PageRequest, asked: Asked): Promise<Markup> {
  const { hash, instance, epochs, axis } = asked
  const { results: neighbours } = await request.ask('listNeighbours', { hash })
  if (neighbours.length === 0) return nothing
  const architectures = [hash, ...neighbours.map((one) => one.hash)].map((one) => ({ hash: one }))
  const { results } = await request.ask('query', { instance: instance.id, epochs, architectures })
  const found = results.flatMap((one) => ('error' in one ? [] : [one]))
  const own = found.find((one) => one.hash === hash)
  const ownValue = own === undefined ? null : answeredValue(own.metrics, axis)
  const sign = axis.direction === 'maximize' ? -1 : 1
  const others = found
    .filter((one) => one.hash !== hash)
    .map((one) => ({ one, value: answeredValue(one.metrics, axis) }))
    .sort(
      (left, right) => sign * ((left.value ?? Infinity * sign) - (right.value ?? Infinity * sign)),
    )
  const better = others.filter(
    ({ value }) => value !== null && ownValue !== null && sign * (value - ownValue) < 0,
  )
  const text =
    ownValue === null
      ? `${others.length} cells are one graph edit away.`
      : better.length === 0
        ? `None of the ${others.length} cells one graph edit away is better: this cell is a local optimum of the answers.`
        : `${better.length} of the ${others.length} cells one graph edit away are better. The box above says which differences are too small to read.`
  return html`<section aria-labelledby="neighbours"><h2 id="neighbours">Neighbours</h2>
<p>${text}</p>
<div class="wide scrolls" tabindex="0" role="region" aria-label="Table of the neighbours"><table>
<thead><tr><th scope="col">cell</th><th scope="col">source</th><th scope="col">${inSentence(axis.label)}</th><th scope="col">difference</th><th scope="col">parameters</th></tr></thead>
<tbody>${others.map(({ one, value }) => html`<tr><td><a href="/architectures/${one.hash}?instance=${instance.id}"><code>${one.hash.slice(0, 12)}…</code></a></td><td>${sourceBadge(one.source)}</td><td class="value">${shown(value, axis.unit)}</td><td class="value">${value === null || ownValue === null ? '–' : signed(value - ownValue, axis.unit)}</td><td class="value">${grouped(one.trainableParameters)}</td></tr>\n`)}</tbody></table></div></section>`
}

function signed(difference: number, unit: string): string {
  return `${difference > 0 ? '+' : difference < 0 ? '−' : ''}${shownDifference(Math.abs(difference), unit)}`
}
