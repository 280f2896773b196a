import { html } from 'hono/html'
import { type Markup, nothing } from '../../api/reference/markup.ts'
import { grouped, inSentence, shownDifference } from '../shared/format.ts'
import type { Axis, Instance } from '../shared/measures.ts'
import { calibrationDrawing } from './calibration-drawing.ts'
import { type Card, distributionOf } from './intervals.ts'
import { type ParityPoint, parityDrawing } from './parity-drawing.ts'
import { type Trust, trustOf } from './trust.ts'

const percent = (share: number) => `${Math.round(100 * share)} %`

/** `three of four`, as a reader says it. */
function inWords(share: number): string {
  const tenths = Math.round(10 * share)
  const known: Readonly<Record<number, string>> = {
    5: 'one of two',
    8: 'four of five',
    9: 'nine of ten',
    10: 'nearly all',
  }
  if (share >= 0.72 && share < 0.78) return 'three of four'
  return known[tenths] ?? `${tenths} of ten`
}

function distances(card: Card, epochs: number): Markup {
  const counts = card.budgets.find((one) => one.epochs === epochs)?.architecturesByDistance ?? []
  const all = counts.reduce((sum, one) => sum + one, 0)
  const far = counts.slice(3).reduce((sum, one) => sum + one, 0)
  if (far === 0) return nothing
  return html`<li><strong>${percent(far / all)}</strong> of all cells are three or more graph edits from any measured cell. For some of them the surrogate was never tested, so their intervals are wider.</li>`
}

function plainWords(trust: Trust, axis: Axis): Markup {
  const { typicalError, pairs, leastDifference, coverage } = trust
  const held = coverage.find(({ nominal }) => nominal === 0.8)?.observed ?? null
  return html`${typicalError === null ? nothing : html`<li>Typical error: <strong>${shownDifference(typicalError, axis.unit)}</strong>.</li>`}
${pairs === null ? nothing : html`<li><strong>${percent(pairs)}</strong> of pairs (${inWords(pairs)}) are ordered as their measurements are.</li>`}
${leastDifference === null ? nothing : html`<li>Do not read differences below <strong>${shownDifference(leastDifference, axis.unit)}</strong>.</li>`}
${held === null ? nothing : html`<li>80 % intervals held <strong>${percent(held)}</strong> of the measured values.</li>`}`
}

const decimals = (value: number | null) => (value === null ? '–' : value.toFixed(3))

function behind(trust: Trust, axis: Axis, points: readonly ParityPoint[]): Markup {
  const { byDistance, models, ceilings, tested, heldOut, coverage } = trust
  return html`<details><summary>The evidence: calibration, parity, distance, baselines, ceilings</summary>
<p class="small">Tested on ${grouped(tested)} architectures; ${heldOut}.</p>
<div class="evidence">${calibrationDrawing(coverage)}
${
  points.length < 3
    ? html`<p class="small">There is no parity plot: it needs out-of-fold predictions in the card and measured values in the service.</p>`
    : parityDrawing(points, axis)
}</div>
${
  byDistance.length === 0
    ? nothing
    : html`<div class="wide" tabindex="0"><table><caption>By distance from the nearest measured cell</caption>
<thead><tr><th scope="col">graph edits</th><th scope="col">tested</th><th scope="col">typical error</th><th scope="col">80 % intervals hold</th></tr></thead>
<tbody>${byDistance.map((one) => html`<tr><td>${one.distance === 3 ? '3 or more' : one.distance}</td><td>${grouped(one.architectures)}</td><td>${shownDifference(one.meanAbsoluteError, axis.unit)}</td><td>${percent(one.coverage80)}</td></tr>`)}</tbody></table></div>`
}
<div class="wide" tabindex="0"><table><caption>Against baselines on the same architectures</caption>
<thead><tr><th scope="col">model</th><th scope="col">Kendall's tau</th><th scope="col">R²</th><th scope="col">typical error</th></tr></thead>
<tbody>${models.map((one) => html`<tr><td>${one.model}</td><td>${decimals(one.tau)}</td><td>${decimals(one.rSquared)}</td><td>${shownDifference(one.error, axis.unit)}</td></tr>`)}
${ceilings.map((one) => html`<tr><td>ceiling: ${one.kind}</td><td>${decimals(one.tau)}</td><td>–</td><td>–</td></tr>`)}</tbody></table></div>
<p class="small"><a href="/docs/surrogate">How these figures were made</a></p>
</details>`
}

/** What is trusted, at which budget. */
interface Trusted {
  readonly instance: Pick<Instance, 'surrogate'>
  readonly axis: Axis
  readonly epochs: number
  readonly points?: readonly ParityPoint[]
}

/** What there is to say without figures; null where the card decides. */
function simply(card: Card | null, { axis, epochs, instance }: Trusted): string | null {
  if (axis.metric === null) return 'Yes: it is computed from the cell, not predicted.'
  if (card === null) {
    return instance.surrogate === null
      ? 'Every value here was measured. Nothing is predicted.'
      : 'The service cannot show the card of these predictions now. Load the page again before you trust them.'
  }
  return distributionOf(card, axis.key, epochs) === undefined
    ? `Every value here was measured. This measure is not predicted at ${epochs} epochs.`
    : null
}

/**
 * How far to trust the predictions of a measure, in plain words first.
 * @param card of the surrogate; null where there is none, or where it cannot be read
 * @param trusted `points` are those of a parity plot, where there are any
 */
export function trustBox(card: Card | null, trusted: Trusted): Markup {
  const { axis, epochs, points = [] } = trusted
  const heading = html`<h2 id="trust">Can I trust the ${inSentence(axis.label)}?</h2>`
  const text = simply(card, trusted)
  if (card === null || text !== null) {
    return html`<section class="trust" aria-labelledby="trust">${heading}<p>${text}</p></section>`
  }
  const trust = trustOf(card, axis.key, epochs)
  return html`<section class="trust" aria-labelledby="trust">${heading}
${
  trust === null
    ? html`<p>These predictions were <strong>not evaluated</strong> on held-out architectures at ${epochs} epochs. Use the measured values, or treat predictions as a rough order.</p><ul>${distances(card, epochs)}</ul>`
    : html`<ul>${plainWords(trust, axis)}${distances(card, epochs)}</ul>${behind(trust, axis, points)}`
}
<p class="small"><a href="/v1/surrogates/${card.id}">The card of ${card.id}</a>, as JSON</p>
</section>`
}
