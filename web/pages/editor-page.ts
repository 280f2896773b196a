import { html, raw } from 'hono/html'
import type { Page } from '../../api/reference/layout.ts'
import { type Markup, nothing } from '../../api/reference/markup.ts'
import type { PageRequest } from '../ask.ts'
import { editorForm } from '../parts/editor-form.ts'
import { releaseNotice } from '../parts/permalink.ts'
import { refusal } from '../parts/refusal.ts'
import { sourceBadge } from '../parts/value-table.ts'
import { cellFields, cellOfFields, type DrawnCell } from '../shared/cell-address.ts'
import { cellSvg } from '../shared/cell-svg.ts'
import { grouped, shown, shownDifference } from '../shared/format.ts'
import { inOrder } from '../shared/instance-order.ts'
import { answeredValue, axesOf, type Instance, mainAxis } from '../shared/measures.ts'

/** NASBench-101's README begins with this cell. */
const FIRST: DrawnCell = {
  matrix: [
    [0, 1, 1, 1, 0, 1, 0],
    [0, 0, 0, 0, 0, 0, 1],
    [0, 0, 0, 0, 0, 0, 1],
    [0, 0, 0, 0, 1, 0, 0],
    [0, 0, 0, 0, 0, 0, 1],
    [0, 0, 0, 0, 0, 0, 1],
    [0, 0, 0, 0, 0, 0, 0],
  ],
  operations: [
    'input',
    'conv1x1-bn-relu',
    'conv3x3-bn-relu',
    'conv3x3-bn-relu',
    'conv3x3-bn-relu',
    'maxpool3x3',
    'output',
  ],
}

async function valueRow(request: PageRequest, instance: Instance, hash: string): Promise<Markup> {
  const axis = mainAxis(axesOf(instance))
  const epochs = instance.epochs.at(-1)
  const name = html`<th scope="row"><a href="/instances/${instance.id}">${instance.title}</a><br><span class="small">${axis.label}, ${epochs} epochs</span></th>`
  try {
    const fitness = await request.ask('getFitness', { instance: instance.id, hash })
    const deviation = answeredValue(fitness.standardDeviation, axis)
    const { nearestMeasured, source } = fitness
    return html`<tr>${name}<td class="value">${shown(answeredValue(fitness.metrics, axis), axis.unit)}${deviation === null ? nothing : html` <span class="small">± ${shownDifference(deviation, axis.unit)}</span>`}</td><td>${sourceBadge(source)}</td><td class="value">${source === 'tabular' ? 0 : nearestMeasured === 255 ? 'none' : nearestMeasured}</td></tr>\n`
  } catch (error) {
    return html`<tr>${name}<td colspan="3" class="small">${refusal(error)}</td></tr>\n`
  }
}

async function verdict(request: PageRequest, cell: DrawnCell): Promise<Markup> {
  const architecture = {
    matrix: cell.matrix.map((row) => [...row]),
    operations: [...cell.operations],
  }
  const { results } = await request.ask('resolveArchitectures', { architectures: [architecture] })
  const [found] = results
  if (found === undefined) return nothing
  if ('error' in found) {
    return html`<div class="verdict invalid" role="status"><p><strong>Not an architecture</strong> ${found.error.reason === undefined ? nothing : html`<code>${found.error.reason}</code>`}</p><p>${found.error.detail}</p></div>`
  }
  const instances = inOrder((await request.ask('listInstances', {})).results)
  const described = await request.ask('getArchitecture', { hash: found.hash })
  const [main] = instances
  const costs = main === undefined ? undefined : described.complexity[main.id]
  const rows = await Promise.all(instances.map((one) => valueRow(request, one, found.hash)))
  return html`<div class="verdict" role="status"><p><strong>Valid.</strong> ${found.pruned ? 'Vertices without a path from input to output were left out.' : nothing}</p>
<p><a href="/architectures/${found.hash}"><code>${found.hash}</code></a><br>
<span class="small">${found.vertices} vertices, ${found.edges} edges, id ${grouped(found.architectureId)}${costs === undefined ? nothing : `, ${grouped(costs.trainableParameters)} parameters on ${main?.dataset}`}</span></p></div>
<div class="wide" tabindex="0"><table><caption>Its fitness</caption>
<thead><tr><th scope="col">instance</th><th scope="col">value</th><th scope="col">source</th><th scope="col">edits to a measured cell</th></tr></thead>
<tbody>${rows}</tbody></table></div>`
}

/** Draws a cell: whether it is an architecture, its hash and what is known of it. */
export async function editorPage(request: PageRequest): Promise<Page> {
  const cell = cellOfFields(request.query) ?? FIRST
  const fields = cellFields(cell)
  return {
    path: '/editor',
    title: 'Draw a cell',
    isWide: true,
    scripts: ['editor'],
    main: html`${releaseNotice(request)}<h1>Draw a cell</h1>
<p class="lead">A cell has an input, an output and up to five operations between them, with at most nine edges. The fitness is shown after each change.</p>
<div class="editor" data-address="/editor?${fields}">
<div class="drawing"><figure>${raw(cellSvg(cell.matrix, cell.operations))}
<figcaption>The address of this page holds the cell: <a href="/editor?${fields}&release=${request.release}">share it</a>.</figcaption></figure></div>
<div>${editorForm(cell)}</div>
<div class="answers">${await verdict(request, cell)}</div>
</div>`,
  }
}
