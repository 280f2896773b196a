import { html } from 'hono/html'
import type { Page } from '../../api/reference/layout.ts'
import { type Markup, nothing } from '../../api/reference/markup.ts'
import type { PageRequest } from '../ask.ts'
import { cardOf } from '../parts/card-of.ts'
import { codeBlock } from '../parts/code-block.ts'
import { distributions } from '../parts/distributions.ts'
import { frontPart } from '../parts/front-part.ts'
import { type AskedFront, type FrontCell, frontWorlds } from '../parts/front-worlds.ts'
import { parityPoints } from '../parts/parity-drawing.ts'
import { permalinkOf, releaseNotice } from '../parts/permalink.ts'
import { scatterDrawing } from '../parts/scatter-drawing.ts'
import { type Selection, selectionOf, TABLE_ROWS } from '../parts/selection.ts'
import { selectionTable } from '../parts/selection-table.ts'
import { trustBox } from '../parts/trust-box.ts'
import { conditionLinks, viewForm } from '../parts/view-form.ts'
import { type ListingCall, listingLines, listingPath } from '../shared/code-lines.ts'
import { conditionText } from '../shared/conditions.ts'
import { grouped, inSentence } from '../shared/format.ts'
import type { Instance } from '../shared/measures.ts'
import { readView, type View, viewQuery } from '../shared/view.ts'

function countsText({ counts, frontSize }: Selection, { x, y }: View): Markup {
  const { measured, predicted } = counts
  return html`<p class="counts" aria-live="polite"><span class="measured-count"><span class="number">${grouped(measured)}</span> measured</span><span class="predicted-count"><span class="number">${grouped(predicted)}</span> predicted</span>${x.key === y.key ? nothing : html`<span class="front-count"><span class="number">${grouped(frontSize)}</span> on the Pareto front</span>`}</p>`
}

function callOf(
  instance: Instance,
  { epochs, source, where, sort }: View,
  limit: number,
): ListingCall {
  return { instance: instance.id, epochs, source, where: where.map(conditionText), sort, limit }
}

function exportLinks(instance: Instance, view: View): Markup {
  const call = callOf(instance, view, 1000)
  return html`<p class="exports" id="exports" data-listing="${listingPath(call)}"><a href="${listingPath(call)}">JSON of the first 1,000</a></p>`
}

const cellsOf = (front: AskedFront | null): readonly FrontCell[] =>
  front !== null && typeof front === 'object' && 'cells' in front ? front.cells : []

interface Shown {
  readonly view: View
  readonly selection: Selection
  readonly front: AskedFront | null
}

function selectionPart(
  request: PageRequest,
  instance: Instance,
  { view, selection, front }: Shown,
): Markup {
  const path = `/instances/${instance.id}`
  const members = cellsOf(front)
  const fields = viewQuery(instance, view)
  if (members.length > 0) fields.set('front', 'worlds')
  const query = fields.toString()
  const { x, y } = view
  const picture = `${y.label} against ${inSentence(x.label)} of ${grouped(selection.density.points)} cells; the table below has the best of them`
  return html`<div id="selection">
${view.unread.length === 0 ? nothing : html`<p class="notice" role="alert">Not a condition and left out: ${view.unread.map((text) => html`<code>${text}</code> `)}. Write a name, an operator and a number, such as <code>latencyMs&lt;=12</code>.</p>`}
${conditionLinks(instance, view)}
${countsText(selection, view)}
${scatterDrawing({ ...selection, x, y, epochs: view.epochs, source: view.source, where: view.where.map(conditionText), members }, picture)}
<h2 id="cells">The best ${Math.min(TABLE_ROWS, selection.table.results.length)} of these cells</h2>
${selectionTable(instance, view, selection)}
<div class="beside"><div>
<h3>Ask for exactly these cells</h3>
${codeBlock('selection-code', listingLines(request.origin, callOf(instance, view, 100)))}</div>
<div><h3>Export</h3>
${exportLinks(instance, view)}
<p class="small permalink">Permanent link: <a href="${permalinkOf(request, path, query)}">${permalinkOf(request, path, query)}</a></p></div></div>
</div>`
}

/** Measured cells from which on they have a landscape of their own. */
const MEASURED_LANDSCAPE = 1000

function about(instance: Instance, { release, noted }: PageRequest): Markup {
  const hasLandscape =
    instance.surrogate !== null || instance.architectures.tabular >= MEASURED_LANDSCAPE
  const { protocol, sources, citation, withheld } = instance
  return html`<section aria-labelledby="about"><h2 id="about">About the data</h2>
<p>${protocol}</p>
${withheld.length === 0 ? nothing : html`<p><strong>Not predicted:</strong></p><ul>${withheld.map((one) => html`<li><code>${one.measure}</code> at ${one.epochs} epochs: ${one.reason}</li>\n`)}</ul>`}
<details><summary>Sources and citation</summary>
<ul>${sources.map(({ title, licence, url, name }) => html`<li>${url === null ? title : html`<a href="${url}">${title}</a>`} (<code>${name}</code>, ${licence})</li>\n`)}</ul>
<p>${citation}</p></details>
<p>${hasLandscape ? html`<a href="/instances/${instance.id}/landscape">Landscape of this instance</a> · ` : nothing}${noted.has(instance.id) ? html`<a href="/docs/instances/${instance.id}">What is known about these data</a> · ` : nothing}<a href="/data-faults">Faults of the published files</a> · <a href="/v1/releases/${release}">Files of this release</a> · <a href="/v1/instances/${instance.id}">As JSON</a></p></section>`
}

/** All cells of an instance: a scatter, a table, code for the same selection, and how far to trust it. */
export async function instancePage(request: PageRequest): Promise<Page> {
  const id = request.path['instance'] ?? ''
  const instance = await request.ask('getInstance', { instance: id })
  const view = readView(instance, request.query)
  const key = `${instance.id}?${viewQuery(instance, view)}`
  const card = await cardOf(request, instance)
  const selection = await request.remember(`selection ${key}`, () =>
    selectionOf(request, instance, view),
  )
  const front = await frontWorlds(request, instance, { view, card })
  const points =
    card === null
      ? []
      : await request.remember(`parity ${card.id} ${view.y.key} ${view.epochs}`, () =>
          parityPoints(request, card, { instance, axis: view.y, epochs: view.epochs }),
        )
  const spread = await request.remember(
    `distributions ${instance.id} ${view.y.key} ${view.epochs}`,
    () => distributions(request, instance, { view, card }),
  )
  const { input, dataset, sensor, classes } = instance
  return {
    path: `/instances/${instance.id}`,
    title: instance.title,
    isWide: true,
    scripts: ['scatter'],
    main: html`${releaseNotice(request)}<p class="crumbs"><a href="/#instances">Instances</a> › <code>${instance.id}</code></p>
<h1>${instance.title}</h1>
<p class="lead">${dataset}, ${sensor}: ${input.height} × ${input.width} pixels, ${input.channels} channels, ${classes} classes. ${instance.architectures.tabular === 0 ? html`<strong>No measured rows are loaded</strong>, so every value is a prediction.` : nothing}</p>
<div class="explorer" data-instance="${instance.id}">
${viewForm(instance, view)}
${selectionPart(request, instance, { view, selection, front })}
</div>
${frontPart(instance, view, front)}
${trustBox(card, { axis: view.y, epochs: view.epochs, instance, points })}
${spread}
${about(instance, request)}`,
  }
}
