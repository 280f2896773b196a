import { html } from 'hono/html'
import type { Markup } from '../../api/reference/markup.ts'

const HEIGHT = 48

const number = (value: number) => Number(value.toFixed(2))

/**
 * A small histogram without axes, as one filled outline.
 * @param text what it shows, for who does not see it
 */
export function smallHistogram(counts: Float64Array, text: string): Markup {
  const most = Math.max(...counts, 1)
  const outline = Array.from(counts, (count, at) => {
    const y = number(HEIGHT - (HEIGHT * count) / most)
    return `V${y}H${at + 1}`
  }).join('')
  return html`<svg class="small-histogram" viewBox="0 0 ${counts.length} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label="${text}"><path d="M0 ${HEIGHT}${outline}V${HEIGHT}Z"/></svg>`
}
