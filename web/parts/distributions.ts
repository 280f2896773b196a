import { html } from 'hono/html'
import { type Markup, nothing } from '../../api/reference/markup.ts'
import type { PageRequest } from '../ask.ts'
import { inSentence } from '../shared/format.ts'
import { histogram } from '../shared/histogram.ts'
import type { Instance } from '../shared/measures.ts'
import { mixtureHistogram } from '../shared/mixture.ts'
import { rangeOf } from '../shared/range.ts'
import type { View } from '../shared/view.ts'
import { distributionDrawing, type PublishedQuantiles } from './distribution-drawing.ts'
import { type Card, distributionOf, keyOf } from './intervals.ts'

const BINS = 72

function publishedOf(card: Card | null, { y, epochs }: View): PublishedQuantiles | null {
  const check = card?.checks.find(
    (one) => one.kind === 'marginal' && one.epochs === epochs && keyOf(one.measure) === y.key,
  )
  if (check === undefined) return null
  const quantiles = [10, 50, 90].flatMap((percent) => {
    const value = check.figures[`published${percent}`]
    return typeof value === 'number' ? [{ percent, value }] : []
  })
  return { values: check.values, quantiles }
}

/** How the measure that is shown upwards is distributed, by where its values come from. */
export async function distributions(
  request: PageRequest,
  instance: Instance,
  { view, card }: { readonly view: View; readonly card: Card | null },
): Promise<Markup> {
  const { y, epochs } = view
  if (y.metric === null) return nothing
  const of = { instance: instance.id, column: y.key, epochs } as const
  const measured = await request.column({ ...of, source: 'tabular' }).catch(() => null)
  const distribution = card === null ? undefined : distributionOf(card, y.key, epochs)
  const predicted =
    distribution === undefined
      ? null
      : {
          means: await request.column({ ...of, source: 'surrogate' }),
          deviations: await request.column({
            ...of,
            source: 'surrogate',
            statistic: 'standardDeviation',
          }),
        }
  const shown = predicted?.means ?? measured
  if (shown === null) return nothing
  const range = rangeOf(both(shown, measured))
  const own = measured === null ? null : histogram(measured, range, BINS)
  const hasMeasured = own?.some((count) => count > 0) ?? false
  return html`<section aria-labelledby="distribution"><h2 id="distribution">Distribution of ${inSentence(y.label)}</h2>
<p>A predicted mean varies less than a single training. So the predictions are shown as one predicted training of every cell. The measured cells can be a biased sample: see “About the data”.</p>
${distributionDrawing({
  axis: y,
  range,
  measured: hasMeasured ? own : null,
  mixture:
    predicted === null || distribution === undefined
      ? null
      : mixtureHistogram(distribution, predicted, { range, bins: BINS }),
  published: publishedOf(card, view),
})}</section>`
}

function both(one: Float64Array, other: Float64Array | null): Float64Array {
  if (other === null) return one
  const joined = new Float64Array(one.length + other.length)
  joined.set(one)
  joined.set(other, one.length)
  return joined
}
