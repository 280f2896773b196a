import { html } from 'hono/html'
import { type Markup, nothing } from '../../api/reference/markup.ts'
import type { Outputs } from '../../client/client.ts'

type Entry = Outputs['compareLandscapes']['entries'][number]

const RADIUS = 130
const CENTRE_X = 250
const CENTRE_Y = 180

function place(at: number, count: number, share: number): [number, number] {
  const angle = (2 * Math.PI * at) / count - Math.PI / 2
  return [
    Number((CENTRE_X + RADIUS * share * Math.cos(angle)).toFixed(1)),
    Number((CENTRE_Y + RADIUS * share * Math.sin(angle)).toFixed(1)),
  ]
}

const words = (key: string) => key.replaceAll(/[A-Z]/g, (upper) => ` ${upper.toLowerCase()}`)

function outline(entries: readonly Entry[], side: 'instance' | 'with'): string {
  const points = entries.map((entry, at) =>
    place(at, entries.length, entry.scaled[side] ?? 0).join(' '),
  )
  return `M${points.join('L')}Z`
}

function label(entry: Entry, at: number, count: number): Markup {
  const [x, y] = place(at, count, 1.1)
  const anchor = Math.abs(x - CENTRE_X) < 20 ? 'middle' : x < CENTRE_X ? 'end' : 'start'
  return html`<text class="tick" x="${x}" y="${y + 3}" text-anchor="${anchor}">${words(entry.key)}</text>`
}

/** Two footprints on the scales that all instances share. Entries that one of them lacks are left out. */
export function radarDrawing(
  { entries }: Outputs['compareLandscapes'],
  names: readonly [string, string],
): Markup {
  const both = entries.filter(({ scaled }) => scaled.instance !== null && scaled.with !== null)
  if (both.length < 3)
    return html`<p class="empty">The two landscapes have fewer than three entries in common.</p>`
  const text = both
    .map(
      (entry) =>
        `${words(entry.key)} ${entry.scaled.instance?.toFixed(2)} and ${entry.scaled.with?.toFixed(2)}`,
    )
    .join('; ')
  return html`<figure class="radar"><svg viewBox="0 0 500 370" role="img" aria-label="Footprints, from 0 at the centre to 1 at the rim: ${text}">
${[0.25, 0.5, 0.75, 1].map((share) => html`<circle class="plot-frame" cx="${CENTRE_X}" cy="${CENTRE_Y}" r="${RADIUS * share}"/>`)}
${both.map((_, at) => {
  const [x, y] = place(at, both.length, 1)
  return html`<line class="plot-frame" x1="${CENTRE_X}" y1="${CENTRE_Y}" x2="${x}" y2="${y}"/>`
})}
<path class="radar-area hue-0" d="${outline(both, 'instance')}"/><path class="radar-area hue-1" d="${outline(both, 'with')}"/>
${both.map((entry, at) => label(entry, at, both.length))}
</svg><figcaption><span class="predicted-count">${names[0]}</span> <span class="measured-count">${names[1]}</span>${both.length < entries.length ? html`<br>${entries.length - both.length} entries are left out, since one of the two has no value.` : nothing}</figcaption></figure>`
}
