import { html, raw } from 'hono/html'
import type { Page } from '../../api/reference/layout.ts'
import { type Markup, nothing } from '../../api/reference/markup.ts'
import type { Outputs } from '../../client/client.ts'
import type { PageRequest } from '../ask.ts'
import { basinText } from '../parts/basin-text.ts'
import { cardOf } from '../parts/card-of.ts'
import { codeBlock } from '../parts/code-block.ts'
import { type Card, distributionOf, interval80 } from '../parts/intervals.ts'
import { neighbourTable } from '../parts/neighbour-table.ts'
import { permalinkOf, releaseNotice } from '../parts/permalink.ts'
import { refusal } from '../parts/refusal.ts'
import { trustBox } from '../parts/trust-box.ts'
import { sourceBadge } from '../parts/value-table.ts'
import { cellFields } from '../shared/cell-address.ts'
import { cellInWords, cellSvg } from '../shared/cell-svg.ts'
import { fitnessLines } from '../shared/code-lines.ts'
import { grouped, inSentence, short, shown, shownDifference } from '../shared/format.ts'
import { inOrder } from '../shared/instance-order.ts'
import { type Axis, answeredValue, axesOf, type Instance, mainAxis } from '../shared/measures.ts'

type Fitness = Outputs['getFitness']

interface Answered {
  readonly instance: Instance
  readonly card: Card | null
  readonly epochs: number
  /** A text where there is none: why. */
  readonly fitness: Fitness | string
}

async function answered(
  request: PageRequest,
  instance: Instance,
  hash: string,
): Promise<Answered[]> {
  const card = await cardOf(request, instance)
  const budgets = [...instance.epochs].reverse()
  return Promise.all(
    budgets.map(async (epochs) => ({
      instance,
      card,
      epochs,
      fitness: await request
        .ask('getFitness', { instance: instance.id, hash, epochs })
        .catch(refusal),
    })),
  )
}

function intervalText({ card, epochs, fitness }: Answered, axis: Axis): string {
  if (typeof fitness === 'string') return '–'
  const value = answeredValue(fitness.metrics, axis)
  const deviation = answeredValue(fitness.standardDeviation, axis)
  if (value === null || deviation === null) return '–'
  if (fitness.source === 'tabular') {
    return `± ${shownDifference(deviation, axis.unit)} over ${fitness.runs} runs`
  }
  const distribution = card && distributionOf(card, axis.key, epochs)
  if (!distribution) return `± ${shownDifference(deviation, axis.unit)}`
  return interval80(distribution, value, deviation)
    .map((end) => shown(end, axis.unit))
    .join(' to ')
}

function nearestText({ source, nearestMeasured }: Fitness): string {
  if (source === 'tabular') return 'this cell was trained'
  if (nearestMeasured === null || nearestMeasured === 255) return 'no measured cell can be reached'
  return `${nearestMeasured} graph edit${nearestMeasured === 1 ? '' : 's'} to the nearest measured cell`
}

function valueRows(one: Answered): Markup {
  const { fitness, instance, epochs } = one
  if (typeof fitness === 'string') {
    return html`<p class="empty">${epochs} epochs: ${fitness}</p>`
  }
  const measures = axesOf(instance).filter(({ metric }) => metric !== null)
  const known = measures.filter((axis) => answeredValue(fitness.metrics, axis) !== null)
  const missing = measures.filter((axis) => !known.includes(axis))
  const rows = known.map((axis) => {
    const value = answeredValue(fitness.metrics, axis)
    return html`<tr><th scope="row">${axis.label}</th><td class="value">${shown(value, axis.unit)}</td><td>${intervalText(one, axis)}</td></tr>\n`
  })
  return html`<div class="wide" tabindex="0"><table class="values">
<caption>${epochs} epochs: ${sourceBadge(fitness.source)} <span class="small">${nearestText(fitness)}</span></caption>
<thead><tr><th scope="col">measure</th><th scope="col">${fitness.source === 'tabular' && fitness.runs > 1 ? 'mean' : 'value'}</th><th scope="col">${fitness.source === 'tabular' ? 'deviation between runs' : '80 % interval of one run'}</th></tr></thead>
<tbody>${rows}</tbody></table></div>
${missing.length === 0 ? nothing : html`<p class="small">Without a value at ${epochs} epochs: ${missing.map(({ label }) => inSentence(label)).join(', ')}.</p>`}`
}

function instanceValues([first, ...more]: readonly Answered[]): Markup {
  if (first === undefined) return nothing
  const { instance } = first
  return html`<section class="instance-values"><h3><a href="/instances/${instance.id}">${instance.title}</a></h3>
${valueRows(first)}
${more.length === 0 ? nothing : html`<details><summary>${more.length} smaller budget${more.length === 1 ? '' : 's'}</summary>${more.map(valueRows)}</details>`}
</section>`
}

/** What the cell costs, by the images and classes that it is built for. */
function costs(
  complexity: Outputs['getArchitecture']['complexity'],
  instances: readonly Instance[],
): Markup {
  const byShape = new Map<
    string,
    { readonly of: string[]; readonly cost: (typeof complexity)[string] }
  >()
  for (const { id, input, classes } of instances) {
    const cost = complexity[id]
    if (cost === undefined) continue
    const shape = `${input.height} × ${input.width} × ${input.channels}, ${classes} classes`
    const known = byShape.get(shape) ?? { of: [], cost }
    known.of.push(id)
    byShape.set(shape, known)
  }
  const rows = [...byShape].map(
    ([shape, { of, cost }]) =>
      html`<tr><th scope="row"><span title="${of.join(', ')}">${shape}</span></th><td class="value">${grouped(cost?.trainableParameters ?? 0)}</td><td class="value">${short(cost?.macs ?? 0)}</td></tr>\n`,
  )
  return html`<div class="wide" tabindex="0"><table><caption>Cost, by image and classes</caption>
<thead><tr><th scope="col">input</th><th scope="col">parameters</th><th scope="col">MACs</th></tr></thead>
<tbody>${rows}</tbody></table></div>`
}

/** One cell: its drawing, cost, values with their sources, neighbours, and code that asks for it. */
export async function architecturePage(request: PageRequest): Promise<Page> {
  const hash = (request.path['hash'] ?? '').toLowerCase()
  const cell = await request.ask('getArchitecture', { hash })
  const { results } = await request.ask('listInstances', {})
  const instances = inOrder(results)
  const values = await Promise.all(instances.map((instance) => answered(request, instance, hash)))
  const wanted = request.query.get('instance')
  const chosen = values.find(([one]) => one?.instance.id === wanted) ?? values[0] ?? []
  const [main] = chosen
  const axis = main === undefined ? null : mainAxis(axesOf(main.instance))
  const path = `/architectures/${hash}`
  // The instance decides what the page says first.
  const permalink = permalinkOf(
    request,
    path,
    wanted === null ? '' : `instance=${encodeURIComponent(wanted)}`,
  )
  return {
    path,
    title: `Architecture ${hash.slice(0, 8)}`,
    isWide: true,
    main: html`${releaseNotice(request)}<p class="crumbs"><a href="/#instances">Instances</a> › Architecture</p>
<h1>Architecture <code class="hash">${hash}</code></h1>
${main === undefined || axis === null ? nothing : summary(main, axis)}
<div class="architecture">
<div class="drawing"><figure>${raw(cellSvg(cell.matrix, cell.operations))}
<figcaption>${cell.vertices} vertices, ${cell.edges} edges; id ${grouped(cell.architectureId)} of 423,624. <a href="/editor?${cellFields(cell)}">Edit this cell</a></figcaption></figure>
<details><summary>The cell in words, and as a matrix</summary><p class="small">${cellInWords(cell.matrix, cell.operations)}.</p>
<pre tabindex="0"><code>${JSON.stringify({ matrix: cell.matrix, operations: cell.operations })}</code></pre></details>
${costs(cell.complexity, instances)}</div>
<div>
${main === undefined ? nothing : codeBlock('code', fitnessLines(request.origin, { instance: main.instance.id, hash, epochs: main.epochs }))}
<h2 id="values">Values</h2>
${[chosen, ...values.filter((one) => one !== chosen)].map(instanceValues)}
</div>
</div>
${main === undefined || axis === null ? nothing : trustBox(main.card, { axis, epochs: main.epochs, instance: main.instance })}
${main === undefined || axis === null ? nothing : await basinText(request, { hash, instance: main.instance, epochs: main.epochs, axis })}
${main === undefined || axis === null ? nothing : await neighbourTable(request, { hash, instance: main.instance, epochs: main.epochs, axis })}
<p class="small permalink">Permanent link, with the release: <a href="${permalink}">${permalink}</a></p>`,
  }
}

function summary(main: Answered, axis: Axis): Markup {
  const { fitness, instance, epochs } = main
  if (typeof fitness === 'string') return html`<p class="lead">${fitness}</p>`
  const value = shown(answeredValue(fitness.metrics, axis), axis.unit)
  return html`<p class="lead">${axis.label} on ${instance.dataset} after ${epochs} epochs: <strong>${value}</strong>, ${sourceBadge(fitness.source)}. <span class="small">${nearestText(fitness)}</span></p>`
}
