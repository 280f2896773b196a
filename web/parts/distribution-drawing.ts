import { html } from 'hono/html'
import { type Markup, nothing } from '../../api/reference/markup.ts'
import { inSentence, shown } from '../shared/format.ts'
import type { Axis } from '../shared/measures.ts'
import type { Range } from '../shared/range.ts'
import { bottomAxis } from './axes.ts'

/** Values that were published without their architectures, by three quantiles. */
export interface PublishedQuantiles {
  readonly values: number
  readonly quantiles: readonly { readonly percent: number; readonly value: number }[]
}

export interface DistributionData {
  readonly axis: Axis
  readonly range: Range
  /** Counts in bins; null where nothing was measured. */
  readonly measured: Float64Array | null
  readonly mixture: Float64Array | null
  readonly published: PublishedQuantiles | null
}

const HEIGHT = 100

/** Each scaled to its own area, since there are a thousand times more predicted cells. */
function outline(counts: Float64Array, most: number): string {
  const all = counts.reduce((sum, one) => sum + one, 0) || 1
  const steps = Array.from(counts, (count, bin) => {
    const y = HEIGHT - (HEIGHT * (count / all)) / most
    return `V${Number(y.toFixed(2))}H${bin + 1}`
  })
  return `M0 ${HEIGHT}${steps.join('')}V${HEIGHT}`
}

function highest(counts: Float64Array | null): number {
  if (counts === null) return 0
  const all = counts.reduce((sum, one) => sum + one, 0) || 1
  return Math.max(...counts) / all
}

/** How measured values, single predicted runs and published values are distributed. */
export function distributionDrawing(data: DistributionData): Markup {
  const { axis, range, measured, mixture, published } = data
  const most = Math.max(highest(measured), highest(mixture)) || 1
  const bins = (measured ?? mixture)?.length ?? 1
  const markAt = (value: number) => (bins * (value - range[0])) / (range[1] - range[0])
  return html`<div class="distribution">
<svg class="plot" viewBox="0 0 ${bins} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label="Distribution of ${inSentence(axis.label)}">
${mixture === null ? nothing : html`<path class="mixture" d="${outline(mixture, most)}"/>`}
${measured === null ? nothing : html`<path class="measured-line" d="${outline(measured, most)}"/>`}
${published === null ? nothing : published.quantiles.map(({ value }) => html`<path class="published-line" d="M${markAt(value).toFixed(2)} 0V${HEIGHT}"/>`)}
</svg>
${bottomAxis(axis, range)}
<ul class="legend">
${mixture === null ? nothing : html`<li><span class="key mixture-key" aria-hidden="true"></span>One predicted training of every cell (mixture of the predictive distributions)</li>`}
${measured === null ? nothing : html`<li><span class="key measured-key" aria-hidden="true"></span>Measured cells</li>`}
${published === null ? nothing : html`<li><span class="key published-key" aria-hidden="true"></span>${published.values} published rows, most of them without their architecture: ${published.quantiles.map(({ percent, value }) => `${percent} % at ${shown(value, axis.unit)}`).join(', ')}</li>`}
</ul></div>`
}
