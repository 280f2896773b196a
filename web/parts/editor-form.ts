import { html } from 'hono/html'
import { type Markup, nothing } from '../../api/reference/markup.ts'
import {
  ADDRESS_OPERATIONS,
  cellFields,
  type DrawnCell,
  VERTICES_DRAWN_MAX,
  withoutVertex,
  withVertex,
} from '../shared/cell-address.ts'
import { operationLabel } from '../shared/cell-svg.ts'

function operationRow(cell: DrawnCell, vertex: number): Markup {
  const own = cell.operations[vertex]
  return html`<li><label><span>Vertex ${vertex}</span> <select name="op-${vertex}">${ADDRESS_OPERATIONS.map(
    ([short, long]) =>
      html`<option value="${short}"${long === own ? html` selected` : ''}>${operationLabel(long)}</option>`,
  )}</select></label> <a class="button plain" href="/editor?${cellFields(withoutVertex(cell, vertex))}" aria-label="Remove vertex ${vertex}">Remove</a></li>
`
}

const nameOf = (cell: DrawnCell, vertex: number) =>
  vertex === 0 ? 'in' : vertex === cell.operations.length - 1 ? 'out' : String(vertex)

/** The upper triangle of the adjacency matrix, a box an edge. */
function edgeTable(cell: DrawnCell): Markup {
  const { matrix } = cell
  const targets = matrix.map((_, to) => to).slice(1)
  const sources = matrix.map((_, from) => from).slice(0, -1)
  return html`<div class="wide" tabindex="0"><table class="edges"><caption>Edges: from the row to the column</caption>
<thead><tr><td></td>${targets.map((to) => html`<th scope="col">${nameOf(cell, to)}</th>`)}</tr></thead>
<tbody>${sources.map(
    (from) => html`<tr><th scope="row">${nameOf(cell, from)}</th>${targets.map((to) =>
      to <= from
        ? html`<td></td>`
        : html`<td><input type="checkbox" name="edge-${from}-${to}" aria-label="Edge from ${nameOf(cell, from)} to ${nameOf(cell, to)}"${matrix[from]?.[to] === 1 ? html` checked` : ''}></td>`,
    )}</tr>
`,
  )}</tbody></table></div>`
}

/** What draws a cell: an ordinary form, which a script sends at each change. */
export function editorForm(cell: DrawnCell): Markup {
  const inner = cell.operations.map((_, vertex) => vertex).slice(1, -1)
  return html`<form class="editor-form" action="/editor" method="get" aria-label="The cell">
<h2>Operations</h2>
<ol>${inner.map((vertex) => operationRow(cell, vertex))}</ol>
${cell.operations.length < VERTICES_DRAWN_MAX ? html`<a class="button plain" href="/editor?${cellFields(withVertex(cell))}">Add a vertex</a>` : nothing}
${edgeTable(cell)}
<p><button>Show</button> <a class="button plain" href="/editor">Start again</a></p>
</form>`
}
