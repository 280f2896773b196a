import { html } from 'hono/html'
import { type Markup, nothing } from '../../api/reference/markup.ts'
import type { Outputs } from '../../client/client.ts'
import { grouped, inSentence, shown } from '../shared/format.ts'
import type { Axis, Instance } from '../shared/measures.ts'
import { type View, viewQuery } from '../shared/view.ts'
import type { AskedFront } from './front-worlds.ts'

type Membership = Outputs['getFrontMembership']
type Member = Membership['results'][number]

const ROWS = 12
/** Above it, other cells than the candidates would take many places on the fronts. */
const LATE_MOST = 0.15

function meanText(member: Member, axis: Axis, { objectives }: Membership): string {
  const place = objectives.findIndex(({ name }) => name === axis.key)
  return shown(member.values[place] ?? null, axis.unit)
}

function sentence({ results, worlds, candidates, lateShare, compared }: Membership): Markup {
  const [first] = results
  const best = Math.round((first?.membership ?? 0) * worlds)
  const verdict =
    best >= worlds / 2
      ? html`The likeliest cell is on the front in <strong>${best} of ${worlds}</strong> worlds.`
      : html`No cell is on the front in more than <strong>${best} of ${worlds}</strong> worlds: the predictions do not show which cells are on it.`
  const late = lateShare ?? 0
  return html`<p>${verdict} The scatter marks these cells. A larger and darker point is on the front in more worlds. Of ${grouped(compared)} cells, the service compared the ${grouped(candidates)} whose predictions are nearest to the front, by their true values in ${worlds} worlds. Cells that were not compared can dominate them, so every number is an upper bound. ${
    late > LATE_MOST
      ? html`Here that matters: the less likely half of the compared cells takes ${Math.round(100 * late)} % of all places on the fronts.`
      : html`Here that matters little: the less likely half of the compared cells takes ${Math.round(100 * late)} % of all places on the fronts.`
  }</p>`
}

function table(membership: Membership, { x, y }: View, instance: string): Markup {
  const { results, worlds } = membership
  return html`<div class="wide" tabindex="0" role="region" aria-label="Cells that can be on the front"><table>
<thead><tr><th scope="col">cell</th><th scope="col">worlds with the cell on the front, at most</th><th scope="col">on the front of the means</th><th scope="col">${inSentence(y.label)}, mean</th><th scope="col">${inSentence(x.label)}${x.metric === null ? '' : ', mean'}</th></tr></thead>
<tbody>${results.slice(0, ROWS).map(
    (one) =>
      html`<tr><td><a href="/architectures/${one.hash}?instance=${instance}"><code>${one.hash.slice(0, 12)}…</code></a></td><td class="value">${Math.round(one.membership * worlds)} of ${worlds}</td><td>${one.isOnMeanFront ? 'yes' : 'no'}</td><td class="value">${meanText(one, y, membership)}</td><td class="value">${meanText(one, x, membership)}</td></tr>
`,
  )}</tbody></table></div>
${results.length > ROWS ? html`<p class="small">And ${grouped(results.length - ROWS)} more that are on the front of at least one world.</p>` : nothing}`
}

/**
 * How sure the Pareto front is, over worlds; a link that asks for it where it was not asked for.
 * @param worlds null where no predicted measure is weighed
 */
export function frontPart(instance: Instance, view: View, worlds: AskedFront | null): Markup {
  if (worlds === null) return nothing
  const heading = html`<h2 id="front">How sure is the Pareto front?</h2>`
  if (worlds === 'unasked') {
    const query = viewQuery(instance, view)
    query.set('front', 'worlds')
    return html`<section aria-labelledby="front">${heading}
<p>The front above is a front of measurements and predictions. A measurement has the noise of its run, and a prediction has an error. A <a href="/docs/search">world</a> is one draw of the true values of all cells. In each world other cells are on the front. <a class="button plain" href="/instances/${instance.id}?${query}#front" rel="nofollow">Ask 16 worlds</a> <span class="small">This takes some seconds.</span></p></section>`
  }
  return html`<section aria-labelledby="front">${heading}
${
  'refused' in worlds
    ? html`<p class="empty">${worlds.refused}</p>`
    : html`${sentence(worlds.membership)}${table(worlds.membership, view, instance.id)}`
}</section>`
}
