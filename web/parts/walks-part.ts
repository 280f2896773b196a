import { html } from 'hono/html'
import type { Markup } from '../../api/reference/markup.ts'
import type { Outputs } from '../../client/client.ts'
import { shown, shownDifference } from '../shared/format.ts'
import type { Axis } from '../shared/measures.ts'
import { along, linePlot, PLOT_SIZE, rangeAround } from './line-plot.ts'

type Structure = Outputs['getLandscapeStructure']
type Walk = Structure['walks'][number]

function path(
  { fitness }: Walk,
  xRange: readonly [number, number],
  yRange: readonly [number, number],
) {
  return fitness
    .map((value, move) => `${along(move, xRange)} ${PLOT_SIZE - along(value, yRange)}`)
    .join('L')
}

function row({ fitness }: Walk, at: number, { unit }: Axis): Markup {
  let change = 0
  for (let move = 1; move < fitness.length; move++) {
    change += Math.abs((fitness[move] as number) - (fitness[move - 1] as number))
  }
  const cells = [fitness[0], Math.min(...fitness), Math.max(...fitness), fitness.at(-1)]
  return html`<tr><th scope="row"><span class="key hue-${at}" aria-hidden="true"></span>${at + 1}</th>${cells.map((value) => html`<td class="value">${shown(value ?? null, unit)}</td>`)}<td class="value">${shownDifference(change / Math.max(1, fitness.length - 1), unit)}</td></tr>
`
}

/** The fitness along a few random walks: what a search without a memory meets. */
export function walksPart({ walks, architectures }: Structure, axis: Axis): Markup {
  const all = walks.flatMap(({ fitness }) => fitness)
  const moves = Math.max(...walks.map(({ fitness }) => fitness.length)) - 1
  if (moves < 1) return html`<p class="empty">No walk makes a move here.</p>`
  const [xRange, yRange] = [[0, moves] as const, rangeAround(all)]
  return html`<section aria-labelledby="walks"><h2 id="walks">Random walks</h2>
<p>${walks.length} walks of at most ${moves} moves from random cells, each move to a random neighbour. Smooth lines mean an easy landscape. A local search cannot foresee a single cell that is far above or below its neighbours. These walks are a sample; the autocorrelation in the table below is that of all walks.</p>
${linePlot({
  x: { label: 'Moves', unit: 'count' },
  y: axis,
  xRange,
  yRange,
  text: `${axis.label} along ${walks.length} random walks of ${moves} moves over ${architectures} cells; the table has their extremes`,
  marks: html`${walks.map((walk, at) => html`<path class="curve hue-${at}" d="M${path(walk, xRange, yRange)}"/>`)}`,
})}
<div class="wide" tabindex="0" role="region" aria-label="Table of the walks"><table>
<thead><tr><th scope="col">walk</th><th scope="col">start</th><th scope="col">lowest</th><th scope="col">highest</th><th scope="col">end</th><th scope="col">mean change per move</th></tr></thead>
<tbody>${walks.map((walk, at) => row(walk, at, axis))}</tbody></table></div></section>`
}
