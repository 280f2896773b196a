import { html } from 'hono/html'
import type { Markup } from '../../api/reference/markup.ts'
import type { Outputs } from '../../client/client.ts'
import { grouped, inSentence, shown } from '../shared/format.ts'
import type { Axis } from '../shared/measures.ts'
import { networkColumns } from '../shared/network-layout.ts'
import type { Range } from '../shared/range.ts'
import { leftAxis } from './axes.ts'
import { rangeAround } from './line-plot.ts'

type Network = Outputs['getLandscapeStructure']['network']
type Node = Network['nodes'][number]

const RADIUS_LEAST = 4
const RADIUS_MOST = 20
const STROKE_MOST = 5
/** Percent of the width that is left free on both sides. */
const MARGIN = 4

const percent = (share: number) => `${(100 * share).toFixed(1)} %`

function place(column: number): string {
  return `${(MARGIN + (100 - 2 * MARGIN) * column).toFixed(2)}%`
}

function height(value: number, [least, most]: Range): string {
  return `${(100 - (100 * (value - least)) / (most - least)).toFixed(2)}%`
}

/** Both directions of a link are one line, as thick as the likelier one. */
function strongest(edges: Network['edges']): Network['edges'] {
  const byPair = new Map<string, Network['edges'][number]>()
  for (const edge of edges) {
    const pair = [edge.from, edge.to].sort((one, other) => one - other).join()
    if ((byPair.get(pair)?.weight ?? 0) < edge.weight) byPair.set(pair, edge)
  }
  return [...byPair.values()]
}

function drawing({ nodes, edges }: Network, axis: Axis): Markup {
  const columns = networkColumns(nodes.length, edges)
  const range = rangeAround(
    nodes.map(({ fitness }) => fitness),
    0.12,
  )
  const [largest, heaviest] = [
    Math.max(...nodes.map(({ basinSize }) => basinSize)),
    Math.max(...edges.map(({ weight }) => weight), Number.MIN_VALUE),
  ]
  const x = (node: number) => place(columns[node] ?? 0)
  const y = (node: number) => height(nodes[node]?.fitness ?? 0, range)
  const radius = ({ basinSize }: Node) =>
    RADIUS_LEAST + (RADIUS_MOST - RADIUS_LEAST) * Math.sqrt(basinSize / largest)
  return html`<div class="scatter low"><p class="axis-name">${axis.label}</p>
${leftAxis(axis, range)}
<div class="plot"><svg class="network" role="img" aria-label="Network of the ${nodes.length} fittest local optima; the table has the same">
${strongest(edges).map(({ from, to, weight }) => html`<line x1="${x(from)}" y1="${y(from)}" x2="${x(to)}" y2="${y(to)}" stroke-width="${(STROKE_MOST * Math.sqrt(weight / heaviest)).toFixed(2)}"/>`)}
${nodes.map((node, at) => html`<circle cx="${x(at)}" cy="${y(at)}" r="${radius(node).toFixed(1)}"/>`)}
</svg></div></div>`
}

function row(node: Node, at: number, { network, axis, instance }: Drawn): Markup {
  const own = network.edges.filter(({ from }) => from === at)
  const likeliest = own[0]
  return html`<tr><td>${at + 1}</td><td><a href="/architectures/${node.hash}?instance=${instance}"><code>${node.hash.slice(0, 12)}…</code></a></td><td class="value">${shown(node.fitness, axis.unit)}</td><td class="value">${grouped(node.basinSize)}</td><td class="value">${grouped(node.plateauSize)}</td><td class="value">${percent(node.stays)}</td><td class="value">${likeliest === undefined ? '–' : html`#${likeliest.to + 1}, ${percent(likeliest.weight)}`}</td></tr>
`
}

interface Drawn {
  readonly network: Network
  readonly axis: Axis
  /** Id. */
  readonly instance: string
  /** Whether the values are predicted means. */
  readonly isPredicted: boolean
}

/** The fittest local optima, their basins, and how easily a search gets from one to another. */
export function networkPart(drawn: Drawn): Markup {
  const { network, axis, isPredicted } = drawn
  const { nodes, optima } = network
  const of = isPredicted
    ? 'the predicted means: the true landscape has more'
    : 'the measured values'
  return html`<section aria-labelledby="optima"><h2 id="optima">Local optima</h2>
<p>${grouped(optima)} cells have no better neighbour among ${of}. The ${nodes.length} fittest are drawn: a larger circle has a larger basin of steepest ascent. A thicker line means that one random move leads more often from one basin to the other. Optima with thick lines between them stand near each other.</p>
<div class="beside"><div>${drawing(network, axis)}</div>
<div class="wide scrolls" tabindex="0" role="region" aria-label="Table of the local optima"><table>
<thead><tr><th scope="col">#</th><th scope="col">cell</th><th scope="col">${inSentence(axis.label)}</th><th scope="col">cells in its basin</th><th scope="col">plateau</th><th scope="col">moves that stay</th><th scope="col">likeliest other basin</th></tr></thead>
<tbody>${nodes.map((node, at) => row(node, at, drawn))}</tbody></table></div></div></section>`
}
