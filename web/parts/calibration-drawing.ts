import { html } from 'hono/html'
import { type Markup, nothing } from '../../api/reference/markup.ts'

const SIZE = 160
const MARGIN = 34

/** Nominal against observed coverage: on the diagonal the intervals hold what they say. */
export function calibrationDrawing(
  coverage: readonly { readonly nominal: number; readonly observed: number | null }[],
): Markup {
  const known = coverage.flatMap(({ nominal, observed }) =>
    observed === null ? [] : [{ nominal, observed }],
  )
  if (known.length === 0) return nothing
  const x = (share: number) => MARGIN + share * SIZE
  const y = (share: number) => 8 + (1 - share) * SIZE
  const text = known
    .map((one) => `${100 * one.nominal} % intervals hold ${Math.round(100 * one.observed)} %`)
    .join(', ')
  return html`<figure class="calibration"><svg viewBox="0 0 ${SIZE + MARGIN + 26} ${SIZE + 44}" width="${SIZE + MARGIN + 26}" height="${SIZE + 44}" role="img" aria-label="Calibration: ${text}">
<rect class="plot-frame" x="${MARGIN}" y="8" width="${SIZE}" height="${SIZE}"/>
<line class="diagonal" x1="${x(0)}" y1="${y(0)}" x2="${x(1)}" y2="${y(1)}"/>
${[0, 0.5, 1].map((tick) => html`<text class="tick" x="${x(tick)}" y="${SIZE + 24}" text-anchor="middle">${100 * tick} %</text><text class="tick" x="${MARGIN - 6}" y="${y(tick) + 4}" text-anchor="end">${100 * tick}</text>`)}
${known.map((one) => html`<circle class="point" cx="${x(one.nominal)}" cy="${y(one.observed)}" r="4.5"/>`)}
<text class="tick" x="${MARGIN + SIZE / 2}" y="${SIZE + 40}" text-anchor="middle">interval says</text>
</svg><figcaption>Calibration: ${text}.</figcaption></figure>`
}
