import { html } from 'hono/html'
import { type Markup, nothing } from '../../api/reference/markup.ts'
import type { Outputs } from '../../client/client.ts'
import { grouped, shown, shownDifference } from '../shared/format.ts'
import type { LandscapeView } from '../shared/landscape-view.ts'
import type { Range } from '../shared/range.ts'
import { OPERATOR_STEPS } from './landscape-form.ts'
import { along, linePlot, PLOT_SIZE, rangeAround } from './line-plot.ts'

type Structure = Outputs['getLandscapeStructure']
type Distance = Structure['distance']
type Level = Distance['levels'][number]

/** Half of the width of a box, in steps of the distance. */
const HALF = 0.28
/** So many steps at least, so that ticks are whole numbers. */
const STEPS_LEAST = 4

interface Ranges {
  readonly x: Range
  readonly y: Range
}

function levelMarks({ distance, quantiles }: Level, { x, y }: Ranges): Markup {
  const at = quantiles.map((value) => PLOT_SIZE - along(value, y))
  const [least = 0, low = 0, middle = 0, high = 0, most = 0] = at
  const [left, centre, right] = [-HALF, 0, HALF].map((away) => along(distance + away, x))
  return html`<path class="whisker" d="M${centre} ${least}V${most}"/><path class="box" d="M${left} ${low}H${right}V${high}H${left}Z"/><path class="median" d="M${left} ${middle}H${right}"/>`
}

function lineMarks({ slope, intercept, levels }: Distance, { x, y }: Ranges): Markup {
  if (slope === null || intercept === null) return nothing
  const ends = [levels[0]?.distance ?? 0, levels.at(-1)?.distance ?? 0]
  const points = ends.map(
    (end) => `${along(end, x)} ${PLOT_SIZE - along(intercept + slope * end, y)}`,
  )
  return html`<path class="front-line" d="M${points.join('L')}"/>`
}

function sentence({ distance, architectures }: Structure, view: LandscapeView): Markup {
  const { correlation, slope } = distance
  const steps = OPERATOR_STEPS[view.operator]
  const step = steps.replace(/s$/, '')
  if (correlation === null || slope === null)
    return html`<p>All ${grouped(architectures)} cells are equally far from the best, so there is no line.</p>`
  const strength =
    Math.abs(correlation) < 0.15 ? 'hardly' : Math.abs(correlation) < 0.5 ? 'weakly' : 'clearly'
  const direction = slope < 0 ? 'falls' : 'rises'
  return html`<p>The fitness ${direction} ${strength} with the distance from the best cell: by ${shownDifference(Math.abs(slope), view.axis.unit)} per ${step}, correlation ${correlation.toFixed(2)}. ${Math.abs(correlation) < 0.15 || slope > 0 ? 'The distance says next to nothing about the fitness.' : 'A search that moves towards fitter cells also moves towards the best one.'}</p>`
}

function levelTable({ levels }: Distance, { axis, operator }: LandscapeView): Markup {
  return html`<details><summary>The same as a table</summary><div class="wide" tabindex="0" role="region" aria-label="Fitness by distance"><table>
<thead><tr><th scope="col">${OPERATOR_STEPS[operator]}</th><th scope="col">cells</th><th scope="col">lowest</th><th scope="col">25 %</th><th scope="col">median</th><th scope="col">75 %</th><th scope="col">highest</th></tr></thead>
<tbody>${levels.map(({ distance, architectures, quantiles }) => html`<tr><th scope="row">${distance}</th><td class="value">${grouped(architectures)}</td>${quantiles.map((value) => html`<td class="value">${shown(value, axis.unit)}</td>`)}</tr>\n`)}</tbody></table></div></details>`
}

/** Fitness by distance from the best cell, on which a script replays searches. */
export function distancePart(structure: Structure, view: LandscapeView, instance: string): Markup {
  const { distance, release, source } = structure
  const { axis, epochs, operator } = view
  const { best, levels } = distance
  const last = levels.at(-1)?.distance ?? 1
  const ranges: Ranges = {
    x: [-0.6, Math.max(STEPS_LEAST, last) + 0.6],
    y: rangeAround([best.fitness, ...levels.flatMap(({ quantiles }) => quantiles)]),
  }
  const query = new URLSearchParams({ epochs: String(epochs), measure: axis.key, operator, source })
  const distances = `/v1/instances/${instance}/landscape/distances?${query}`
  return html`<section aria-labelledby="distance"><h2 id="distance">Fitness and distance</h2>
${sentence(structure, view)}
${linePlot({
  id: 'fitness-distance',
  x: { label: `Distance from the best, in ${OPERATOR_STEPS[operator]}`, unit: 'count' },
  y: axis,
  xRange: ranges.x,
  yRange: ranges.y,
  text: `${axis.label} by distance from the best cell, ${levels.length} distances with quartiles; the table has the same`,
  marks: html`${levels.map((level) => levelMarks(level, ranges))}${lineMarks(distance, ranges)}<path class="best-point" d="M${along(0, ranges.x)} ${PLOT_SIZE - along(best.fitness, ranges.y)}h0"/><path class="replay-way" d=""/><path class="replay-points" d=""/><path class="replay-now" d=""/>`,
})}
<ul class="legend"><li><span class="key box-key" aria-hidden="true"></span>Half of the cells at this distance, with their median; the line reaches from the worst to the best</li><li><span class="key front-key" aria-hidden="true"></span>Least-squares line</li><li><span class="dot best-key" aria-hidden="true"></span>The best cell <a href="/architectures/${best.hash}?instance=${instance}"><code>${best.hash.slice(0, 12)}…</code></a>, ${shown(best.fitness, axis.unit)}</li></ul>
${levelTable(distance, view)}
<div class="drop" id="replay" data-distances="${distances}" data-axis="${JSON.stringify(axis)}" data-instance="${instance}" data-epochs="${epochs}" data-release="${release}" data-steps="${OPERATOR_STEPS[operator]}">
<label for="trajectory">Replay a search on this landscape: a trajectory file (JSONL)</label>
<input id="trajectory" type="file" accept=".jsonl,application/x-ndjson">
<p class="small">The file stays in your browser: nothing of it is sent. This needs JavaScript. <a href="/searches">How to write one</a></p>
<div id="replayed" aria-live="polite"></div>
</div></section>`
}
