import { html } from 'hono/html'
import { type Markup, nothing } from '../../api/reference/markup.ts'
import type { PageRequest } from '../ask.ts'
import { grouped, shown } from '../shared/format.ts'
import type { Axis, Instance } from '../shared/measures.ts'

interface Asked {
  readonly hash: string
  readonly instance: Instance
  readonly epochs: number
  readonly axis: Axis
}

/** Where steepest ascent leads from a cell; nothing where the service has no landscapes. */
export async function basinText(
  request: PageRequest,
  { hash, instance, epochs, axis }: Asked,
): Promise<Markup> {
  const answered = await request
    .ask('getBasin', { instance: instance.id, hash, epochs, measure: axis.key })
    .catch(() => null)
  if (answered === null) return nothing
  const { optimum, moves, path } = answered
  const own = moves === 0
  const text = own
    ? html`This cell is a local optimum of the predicted means. Steepest ascent reaches it from ${grouped(optimum.basinSize)} cells.`
    : html`Steepest ascent on the predicted means takes ${moves} move${moves === 1 ? '' : 's'} to the local optimum <a href="/architectures/${optimum.hash}?instance=${instance.id}"><code>${optimum.hash.slice(0, 12)}…</code></a> with ${shown(optimum.fitness, axis.unit)}, whose basin has ${grouped(optimum.basinSize)} cells.`
  return html`<section aria-labelledby="basin"><h2 id="basin">Basin</h2>
<p>${text} <a href="/instances/${instance.id}/landscape">The landscape</a></p>
${own ? nothing : html`<ol class="ascent">${path.map((one) => html`<li><a href="/architectures/${one.hash}?instance=${instance.id}"><code>${one.hash.slice(0, 8)}…</code></a> ${shown(one.fitness, axis.unit)}</li>\n`)}</ol>`}</section>`
}
