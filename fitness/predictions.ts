import { cholesky } from './cholesky.ts'
import type { Distribution } from './distribution.ts'
import type { Selected } from './fitness-table.ts'
import type { Instance } from './instance.ts'
import { measureName } from './measure.ts'
import { type MetricShape, metricShape } from './metric-values.ts'
import type { PackedPredictions, PredictionWriting } from './packed-predictions.ts'
import { type Deviation, drawnValue, predictiveDeviation } from './predictive.ts'
import { randomNormal } from './random-normal.ts'

/** A surrogate's predictions for one instance at one budget, for every architecture. */
export interface Predictions {
  readonly epochs: number
  readonly packed: PackedPredictions
  meansOf<Metrics>(architectureId: number, selected: Selected<Metrics>): Metrics
  /**
   * By architecture id what `meansOf` answers of one measure; undefined where it is not predicted.
   * @param measure as `measureName` names it
   */
  meanColumn(measure: string): ((architectureId: number) => number) | undefined
  /** Predictive standard deviations. */
  deviationsOf<Metrics>(
    architectureId: number,
    selected: Selected<Metrics>,
    deviation: Deviation,
  ): Metrics
  /** Graph edits to the nearest architecture that the surrogate was trained on; 255 without one. */
  nearestMeasuredOf(architectureId: number): number
  /**
   * Draws a run from the predictive distribution, all measures of the budget together: standard
   * normal numbers, one a measure by its name, times the Cholesky factor of the correlations, summed
   * in the order of the measures. The same seed and architecture, the same draw.
   */
  draws<Metrics>(seed: number, selected: Selected<Metrics>): (architectureId: number) => Metrics
  /** Values of the measures, each by its place among those that are predicted. */
  placed<Metrics>(valueAt: (place: number) => number, selected: Selected<Metrics>): Metrics
  /** What writes means, deviations of a run and distances at once; null where nothing can. */
  rows(halfway: boolean): PredictionWriting | null
}

interface Column {
  /** Among the measures that are predicted. */
  readonly place: number
  readonly measure: string
  readonly distribution: Distribution
}

/** Fills `normals` with the correlated normal numbers of an architecture. */
function correlating(
  instance: Instance,
  { epochs, correlations }: PackedPredictions,
  { columns, seed }: { readonly columns: readonly Column[]; readonly seed: number },
): (architectureId: number, normals: Float64Array) => void {
  const factor = cholesky(correlations)
  const independent = columns.map(({ measure }) =>
    randomNormal(seed, { instance: instance.id, epochs, measure }),
  )
  const drawn = new Float64Array(columns.length)
  return (architectureId, normals) => {
    for (let at = 0; at < drawn.length; at++) {
      drawn[at] = (independent[at] as (id: number) => number)(architectureId)
      const row = factor[at] as number[]
      let sum = 0
      for (let before = 0; before <= at; before++) {
        sum += (row[before] as number) * (drawn[before] as number)
      }
      normals[at] = sum
    }
  }
}

/** Opens predictions for look-ups; measures that they lack come out as null. */
export function openPredictions(instance: Instance, packed: PackedPredictions): Predictions {
  const { epochs, measures, distributions } = packed
  const columns = measures.map((measure, place): Column => {
    return {
      place,
      measure: measureName(measure),
      distribution: distributions[place] as Distribution,
    }
  })
  const shape = (halfway: boolean): MetricShape<Column> =>
    metricShape(instance, { measures, columns }, halfway)
  const final = shape(false)
  const half = shape(true)
  const writings = new Map<MetricShape<Column>, PredictionWriting | null>()
  return {
    epochs,
    packed,
    placed: (valueAt, { halfway, form }) =>
      form(halfway ? half : final, ({ place }) => valueAt(place)),
    meansOf: (architectureId, { halfway, form }) =>
      form(halfway ? half : final, ({ place }) => packed.meanOf(place, architectureId)),
    meanColumn: (name) => {
      const column = columns.find(({ measure }) => measure === name)
      return column && ((architectureId) => packed.meanOf(column.place, architectureId))
    },
    deviationsOf: (architectureId, { halfway, form }, deviation) =>
      form(halfway ? half : final, ({ place, distribution }) => {
        const ofRun = packed.deviationOf(place, architectureId)
        if (deviation === 'run') return ofRun
        return predictiveDeviation(
          distribution,
          packed.meanOf(place, architectureId),
          ofRun,
          deviation,
        )
      }),
    nearestMeasuredOf: packed.nearestMeasuredOf,
    rows: (halfway) => {
      const shape = halfway ? half : final
      const known = writings.get(shape)
      if (known !== undefined) return known
      const writing = packed.writing(shape)
      writings.set(shape, writing)
      return writing
    },
    draws: (seed, { halfway, form }) => {
      const fill = correlating(instance, packed, { columns, seed })
      return (architectureId) => {
        const normals = new Float64Array(columns.length)
        fill(architectureId, normals)
        return form(halfway ? half : final, ({ place, distribution }) =>
          drawnValue(
            distribution,
            packed.meanOf(place, architectureId),
            packed.deviationOf(place, architectureId),
            normals[place] as number,
          ),
        )
      }
    },
  }
}
