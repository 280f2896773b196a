import { html } from 'hono/html'
import { ApiError } from '../../api/operations/errors.ts'
import type { Page } from '../../api/reference/layout.ts'
import type { Markup } from '../../api/reference/markup.ts'
import type { Outputs } from '../../client/client.ts'
import type { PageRequest } from '../ask.ts'
import { distancePart } from '../parts/distance-part.ts'
import { entryTable } from '../parts/entry-table.ts'
import { landscapeForm } from '../parts/landscape-form.ts'
import { networkPart } from '../parts/network-part.ts'
import { permalinkOf, releaseNotice } from '../parts/permalink.ts'
import { radarDrawing } from '../parts/radar-drawing.ts'
import { walksPart } from '../parts/walks-part.ts'
import { inSentence } from '../shared/format.ts'
import {
  type LandscapeSource,
  type LandscapeView,
  landscapeAxes,
  readLandscapeView,
} from '../shared/landscape-view.ts'
import type { Instance } from '../shared/measures.ts'

type Landscape = Outputs['getLandscape']

const MISSING: readonly string[] = ['not_evaluated', 'epochs_not_available']

/** What is not there is said in the place of the part: the form still chooses another landscape. */
function orReason<Answer>(asked: Promise<Answer>): Promise<Answer | string> {
  return asked.catch((error: unknown) => {
    if (error instanceof ApiError && MISSING.includes(error.code)) return error.message
    throw error
  })
}

function sourcesOf({ architectures }: Landscape): LandscapeSource[] {
  const { measured, predicted } = architectures
  return [
    ...(predicted === null ? [] : (['surrogate'] as const)),
    ...(measured === null ? [] : (['tabular'] as const)),
  ]
}

interface Shown {
  readonly instance: Instance
  readonly view: LandscapeView
  readonly landscape: Landscape
  readonly source: LandscapeSource
  readonly other: Instance | undefined
}

async function comparison(
  request: PageRequest,
  { instance, view, other }: Pick<Shown, 'instance' | 'view' | 'other'>,
): Promise<Markup> {
  if (other === undefined) {
    return html`<p class="empty">No other instance has a landscape of ${inSentence(view.axis.label)}.</p>`
  }
  const isLargest = view.epochs === instance.epochs.at(-1)
  const compared = await orReason(
    request.ask('compareLandscapes', {
      instance: instance.id,
      with: other.id,
      measure: view.axis.key,
      operator: view.operator,
      // Each at its own largest budget, unless one is chosen.
      ...(isLargest ? {} : { epochs: view.epochs }),
    }),
  )
  return html`<section aria-labelledby="footprint"><h2 id="footprint">Footprint</h2>
${typeof compared === 'string' ? html`<p class="empty">${compared}</p>` : radarDrawing(compared, [instance.title, other.title])}</section>`
}

async function parts(request: PageRequest, shown: Shown): Promise<Markup> {
  const { instance, view, landscape, source } = shown
  const { epochs, measure, operator } = landscape
  const structure = await request.ask('getLandscapeStructure', {
    instance: instance.id,
    epochs,
    measure,
    operator,
    source,
  })
  const { axis } = view
  const isPredicted = source === 'surrogate'
  return html`<div class="beside even"><div>${await comparison(request, shown)}</div>
<div>${walksPart(structure, axis)}</div></div>
${distancePart(structure, view, instance.id)}
${networkPart({ network: structure.network, axis, instance: instance.id, isPredicted })}
${entryTable(landscape)}`
}

/** How rugged the landscape of an instance is, beside that of another one. */
export async function landscapePage(request: PageRequest): Promise<Page> {
  const id = request.path['instance'] ?? ''
  const instance = await request.ask('getInstance', { instance: id })
  const view = readLandscapeView(instance, request.query)
  const { axis, epochs, operator } = view
  const asked = { instance: id, epochs, measure: axis.key, operator }
  const landscape = await orReason(request.ask('getLandscape', asked))
  const { results } = await request.ask('listInstances', {})
  const others = results.filter(
    (one) => one.id !== id && landscapeAxes(one).some(({ key }) => key === axis.key),
  )
  const other = others.find((one) => one.id === request.query.get('with')) ?? others[0]
  const sources = typeof landscape === 'string' ? [] : sourcesOf(landscape)
  const source = sources.find((one) => one === view.source) ?? sources[0]
  const chosen = { ...view, source: source ?? null }
  const path = `/instances/${id}/landscape`
  const query = new URLSearchParams(request.query)
  query.delete('release')
  const api = new URLSearchParams({ epochs: String(epochs), measure: axis.key, operator })
  return {
    path,
    title: `Landscape of ${instance.title}`,
    isWide: true,
    scripts: ['landscape'],
    main: html`${releaseNotice(request)}<p class="crumbs"><a href="/#instances">Instances</a> › <a href="/instances/${id}">${instance.title}</a> › Landscape</p>
<h1>Landscape of ${inSentence(axis.label)}</h1>
<p class="lead">How hard is a search on this instance? Everything is computed exactly, on all cells, at ${epochs} epochs. A landscape of predicted means is smoother than the truth.</p>
${landscapeForm(instance, { view: chosen, sources, others, other: other?.id ?? '' })}
${
  typeof landscape === 'string' || source === undefined
    ? html`<p class="empty">${typeof landscape === 'string' ? landscape : 'Neither predictions nor measurements make this landscape.'}</p>`
    : await parts(request, { instance, view: chosen, landscape, source, other })
}
<p class="small"><a href="/docs/landscape">What the entries mean</a> · <a href="/v1/instances/${id}/landscape?${api}">Footprint</a>, <a href="/v1/instances/${id}/landscape/structure?${api}">structure</a> and <a href="/v1/instances/${id}/optima?epochs=${epochs}&measure=${axis.key}">all optima</a> as JSON</p>
<p class="small permalink">Permanent link: <a href="${permalinkOf(request, path, query.toString())}">${permalinkOf(request, path, query.toString())}</a></p>`,
  }
}
