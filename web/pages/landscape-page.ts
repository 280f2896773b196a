import { html } from 'hono/html'
import type { Page } from '../../api/reference/layout.ts'
import { type Markup, nothing } from '../../api/reference/markup.ts'
import type { Outputs } from '../../client/client.ts'
import type { PageRequest } from '../ask.ts'
import { releaseNotice } from '../parts/permalink.ts'
import { radarDrawing } from '../parts/radar-drawing.ts'
import { grouped, shown } from '../shared/format.ts'
import { axesOf, type Instance } from '../shared/measures.ts'

type Compared = Outputs['compareLandscapes']
type Landscape = Outputs['getLandscape']

const OPTIMA = 20

const words = (key: string) =>
  key
    .replaceAll(/[A-Z]/g, (upper) => ` ${upper.toLowerCase()}`)
    .replace(/^./, (first) => first.toUpperCase())

function number(value: number | null, unit: string): string {
  if (value === null) return '–'
  if (unit === 'count') return grouped(value)
  return String(Number(value.toPrecision(3)))
}

function entryTable(landscape: Landscape): Markup {
  return html`<div class="wide" tabindex="0"><table><caption>Every entry of the footprint</caption>
<thead><tr><th scope="col">entry</th><th scope="col">measured cells alone</th><th scope="col">predicted means of all cells</th><th scope="col">unit</th></tr></thead>
<tbody>${landscape.entries.map(
    ({ key, description, measured, predicted, unit }) =>
      html`<tr><th scope="row">${words(key)}<br><span class="small">${description}</span></th><td class="value">${number(measured, unit)}</td><td class="value">${number(predicted, unit)}</td><td>${unit}</td></tr>
`,
  )}</tbody></table></div>`
}

async function optimaTable(
  request: PageRequest,
  instance: Instance,
  landscape: Landscape,
): Promise<Markup> {
  const { epochs, measure } = landscape
  const axis = axesOf(instance).find(({ key }) => key === measure)
  const source = landscape.architectures.predicted === null ? 'tabular' : 'surrogate'
  const { results, count } = await request.ask('listOptima', {
    instance: instance.id,
    epochs,
    measure,
    source,
    limit: OPTIMA,
  })
  return html`<section aria-labelledby="optima"><h2 id="optima">Local optima</h2>
<p>${grouped(count)} cells have no better neighbour by one graph edit, among the ${source === 'surrogate' ? 'predicted means: the true landscape has more' : 'measured values'}. The fittest ${results.length}:</p>
<div class="wide scrolls" tabindex="0" role="region" aria-label="Table of the local optima"><table>
<thead><tr><th scope="col">cell</th><th scope="col">${axis?.label.toLowerCase() ?? measure}</th><th scope="col">cells in its basin</th><th scope="col">plateau</th></tr></thead>
<tbody>${results.map(
    (one) =>
      html`<tr><td><a href="/architectures/${one.hash}?instance=${instance.id}"><code>${one.hash.slice(0, 12)}…</code></a></td><td class="value">${shown(one.fitness, axis?.unit ?? 'fraction')}</td><td class="value">${grouped(one.basinSize)}</td><td class="value">${grouped(one.plateauSize)}</td></tr>
`,
  )}</tbody></table></div></section>`
}

function choice(instance: Instance, others: readonly Instance[], chosen: string): Markup {
  return html`<form class="chooser" action="/instances/${instance.id}/landscape" method="get"><label>Compare with <select name="with">${others.map(
    ({ id, title }) =>
      html`<option value="${id}"${id === chosen ? html` selected` : ''}>${title}</option>`,
  )}</select></label> <button>Compare</button></form>`
}

async function comparison(
  request: PageRequest,
  { instance, other, measure }: { instance: string; other: string; measure: string },
): Promise<Compared | string> {
  return request
    .ask('compareLandscapes', { instance, with: other, measure })
    .catch((error: unknown) => (error instanceof Error ? error.message : String(error)))
}

/** How rugged the landscape of an instance is, beside that of another one. */
export async function landscapePage(request: PageRequest): Promise<Page> {
  const id = request.path['instance'] ?? ''
  const instance = await request.ask('getInstance', { instance: id })
  const landscape = await request.ask('getLandscape', { instance: id })
  const { results } = await request.ask('listInstances', {})
  const others = results.filter((one) => one.id !== id)
  const other = others.find((one) => one.id === request.query.get('with')) ?? others[0]
  const compared =
    other === undefined
      ? null
      : await comparison(request, { instance: id, other: other.id, measure: landscape.measure })
  const axis = axesOf(instance).find(({ key }) => key === landscape.measure)
  return {
    path: `/instances/${id}/landscape`,
    title: `Landscape of ${instance.title}`,
    isWide: true,
    main: html`${releaseNotice(request)}<p class="crumbs"><a href="/#instances">Instances</a> › <a href="/instances/${id}">${instance.title}</a> › Landscape</p>
<h1>Landscape of ${axis?.label.toLowerCase() ?? landscape.measure}</h1>
<p class="lead">How hard is a search on this instance? Neighbours are one graph edit apart; every entry is computed exactly, on all cells, at ${landscape.epochs} epochs. A landscape of predicted means is smoother than the truth.</p>
<div class="beside"><div>
${other === undefined ? nothing : choice(instance, others, other.id)}
${compared === null ? nothing : typeof compared === 'string' ? html`<p class="empty">${compared}</p>` : radarDrawing(compared, [instance.title, other?.title ?? ''])}
</div><div>${await optimaTable(request, instance, landscape)}</div></div>
${entryTable(landscape)}
<p class="small"><a href="/docs/landscape">What the entries mean</a> · <a href="/v1/instances/${id}/landscape">As JSON</a></p>`,
  }
}
