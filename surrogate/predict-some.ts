import { measureName, measuresOf } from '../fitness/measure.ts'
import type { PackedPredictions } from '../fitness/packed-predictions.ts'
import type { Space } from '../space/space.ts'
import { featuresOf } from './features/features.ts'
import { nearestOf, openPredictor, PREDICTED_AT_ONCE, type SurrogateModel } from './predictor.ts'
import { DEVIATION_BITS, MEAN_BITS, roundedTo } from './rounding.ts'

/** Predictions of some architectures, rounded as those of all are; one a budget of the card. */
export async function predictSome(
  model: Pick<SurrogateModel, 'path' | 'card'>,
  space: Space,
  architectureIds: readonly number[],
): Promise<PackedPredictions[]> {
  const { card } = model
  const nearest = await nearestOf(model, space.size)
  const predictor = await openPredictor(model)
  const outputs = card.outputs.length
  const means = new Map<number, Float32Array>()
  const deviations = new Map<number, Float32Array>()
  try {
    for (let from = 0; from < architectureIds.length; from += PREDICTED_AT_ONCE) {
      const ids = architectureIds.slice(from, from + PREDICTED_AT_ONCE)
      const distances = ids.flatMap((id) => nearest.map((column) => column[id] as number))
      const found = await predictor.predict(featuresOf(space, ids), Float32Array.from(distances))
      for (const [row, id] of ids.entries()) {
        const own = (column: Float32Array, bits: number) =>
          column.slice(row * outputs, (row + 1) * outputs).map((value) => roundedTo(bits, value))
        means.set(id, own(found.means, MEAN_BITS))
        deviations.set(id, own(found.standardDeviations, DEVIATION_BITS))
      }
    }
  } finally {
    await predictor.close()
  }
  const known = new Map(measuresOf(card.instance).map((one) => [measureName(one), one]))
  return card.budgets.map(({ epochs, correlations }, at): PackedPredictions => {
    const places = [...card.outputs.keys()].filter(
      (place) => card.outputs[place]?.epochs === epochs,
    )
    const of = (values: Map<number, Float32Array>) => (column: number, id: number) =>
      values.get(id)?.[places[column] as number] ?? Number.NaN
    return {
      epochs,
      measures: places.flatMap((place) => known.get(card.outputs[place]?.measure ?? '') ?? []),
      distributions: places.flatMap((place) => card.outputs[place]?.distribution ?? []),
      correlations,
      meanOf: of(means),
      deviationOf: of(deviations),
      nearestMeasuredOf: (id) => nearest[at]?.[id] as number,
      writing: () => null,
    }
  })
}
