import type { Selected } from './fitness-table.ts'
import { type Instance, UNIT_RANGES } from './instance.ts'
import { measureName } from './measure.ts'
import { type MetricShape, metricShape } from './metric-values.ts'
import type { PackedPredictions, PredictionWriting } from './packed-predictions.ts'
import { randomNormal } from './random-normal.ts'

/** A surrogate's predictions for one instance at one budget, for every architecture. */
export interface Predictions {
  readonly epochs: number
  meansOf<Metrics>(architectureId: number, selected: Selected<Metrics>): Metrics
  /**
   * By architecture id what `meansOf` answers of one measure; undefined where it is not predicted.
   * @param measure as `measureName` names it
   */
  meanColumn(measure: string): ((architectureId: number) => number) | undefined
  /** Predictive standard deviations. */
  deviationsOf<Metrics>(architectureId: number, selected: Selected<Metrics>): Metrics
  /**
   * Draws from the predictive distribution, each measure on its own: normal, in single precision,
   * then clamped to what the metric can be. The same seed and architecture, the same draw.
   */
  draws<Metrics>(seed: number, selected: Selected<Metrics>): (architectureId: number) => Metrics
  /** What writes means and deviations at once; null where they are not packed for it. */
  rows(halfway: boolean): PredictionWriting | null
}

interface Column {
  /** Among the measures that are predicted. */
  readonly place: number
  readonly measure: string
  readonly range: readonly [number, number]
}

function drawing(
  { place, range }: Column,
  packed: PackedPredictions,
  normal: (architectureId: number) => number,
) {
  const [least, most] = range
  return (architectureId: number): number => {
    const mean = packed.meanOf(place, architectureId)
    const deviation = packed.deviationOf(place, architectureId)
    return Math.min(most, Math.max(least, Math.fround(mean + deviation * normal(architectureId))))
  }
}

function columnsOf(instance: Instance, { measures }: PackedPredictions): Column[] {
  return measures.map((measure, place) => {
    const metric = instance.metrics.find(({ name }) => name === measure.metric)
    const range = metric === undefined ? ([-Infinity, Infinity] as const) : UNIT_RANGES[metric.unit]
    return { place, measure: measureName(measure), range }
  })
}

/** Opens predictions for look-ups; measures that they lack come out as null. */
export function openPredictions(instance: Instance, packed: PackedPredictions): Predictions {
  const { epochs, measures } = packed
  const columns = columnsOf(instance, packed)
  const shape = (halfway: boolean): MetricShape<Column> =>
    metricShape(instance, { measures, columns }, halfway)
  const final = shape(false)
  const half = shape(true)
  const writings = new Map<MetricShape<Column>, PredictionWriting | null>()
  return {
    epochs,
    meansOf: (architectureId, { halfway, form }) =>
      form(halfway ? half : final, ({ place }) => packed.meanOf(place, architectureId)),
    meanColumn: (name) => {
      const column = columns.find(({ measure }) => measure === name)
      return column && ((architectureId) => packed.meanOf(column.place, architectureId))
    },
    deviationsOf: (architectureId, { halfway, form }) =>
      form(halfway ? half : final, ({ place }) => packed.deviationOf(place, architectureId)),
    rows: (halfway) => {
      const shape = halfway ? half : final
      const known = writings.get(shape)
      if (known !== undefined) return known
      const writing = packed.writing(shape)
      writings.set(shape, writing)
      return writing
    },
    draws: (seed, { halfway, form }) => {
      const draws = new Map(
        columns.map((column) => {
          const problem = { instance: instance.id, epochs, measure: column.measure }
          return [column, drawing(column, packed, randomNormal(seed, problem))] as const
        }),
      )
      return (architectureId) =>
        form(halfway ? half : final, (column) => draws.get(column)?.(architectureId) ?? null)
    },
  }
}
