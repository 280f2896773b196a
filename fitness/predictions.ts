import type { Selected } from './fitness-table.ts'
import { type Instance, UNIT_RANGES } from './instance.ts'
import { measureName } from './measure.ts'
import { type MetricShape, metricShape } from './metric-values.ts'
import { type PredictionRows, type PredictionWriting, predictionRows } from './prediction-rows.ts'
import type { PredictionTable } from './prediction-table.ts'
import { randomNormal } from './random-normal.ts'

/** A surrogate's predictions for one instance at one budget, for every architecture. */
export interface Predictions {
  readonly epochs: number
  meansOf<Metrics>(architectureId: number, selected: Selected<Metrics>): Metrics
  /**
   * By architecture id what `meansOf` answers of one measure; undefined where it is not predicted.
   * @param measure as `measureName` names it
   */
  meanColumn(measure: string): Float32Array | undefined
  /** Predictive standard deviations. */
  deviationsOf<Metrics>(architectureId: number, selected: Selected<Metrics>): Metrics
  /**
   * Draws from the predictive distribution, each measure on its own: normal, in single precision,
   * then clamped to what the metric can be. The same seed and architecture, the same draw.
   */
  draws<Metrics>(seed: number, selected: Selected<Metrics>): (architectureId: number) => Metrics
  /** What writes means and deviations at once; null where they cannot be packed for it. */
  rows(halfway: boolean): PredictionWriting | null
}

interface Column {
  /** Among the columns of the table. */
  readonly place: number
  readonly measure: string
  readonly means: Float32Array
  readonly range: readonly [number, number]
}

type Deviation = (column: Column, architectureId: number) => number | null

// Packed when first asked for, since most are asked for little; the columns are then let go.
function deviationsOf(columns: readonly Column[], given: PredictionTable['standardDeviations']) {
  let deviations = given
  let rows: PredictionRows | null | undefined
  const packed = (): PredictionRows | null => {
    if (rows !== undefined) return rows
    rows = predictionRows(
      columns.map(({ means, place }) => ({ means, deviations: deviations[place] as Float32Array })),
    )
    if (rows !== null) deviations = []
    return rows
  }
  const deviationOf: Deviation = ({ place }, architectureId) =>
    packed()?.deviationOf(place, architectureId) ?? deviations[place]?.[architectureId] ?? null
  return { packed, deviationOf }
}

function drawing(column: Column, deviationOf: Deviation, normal: (id: number) => number) {
  const { means, range } = column
  const [least, most] = range
  return (architectureId: number): number | null => {
    const [mean, deviation] = [means[architectureId], deviationOf(column, architectureId)]
    if (mean === undefined || deviation === null) return null
    const drawn = Math.fround(mean + deviation * normal(architectureId))
    return Math.min(most, Math.max(least, drawn))
  }
}

function columnsOf(instance: Instance, table: PredictionTable): Column[] {
  const { epochs, measures } = table
  return measures.map((measure, place) => {
    const metric = instance.metrics.find(({ name }) => name === measure.metric)
    const means = table.means[place]
    const name = measureName(measure)
    if (means === undefined || table.standardDeviations[place] === undefined) {
      throw new Error(`The predictions of ${instance.id} at ${epochs} epochs lack ${name}`)
    }
    const range = metric === undefined ? ([-Infinity, Infinity] as const) : UNIT_RANGES[metric.unit]
    return { place, measure: name, means, range }
  })
}

/**
 * Opens a table for look-ups; measures that it lacks come out as null. Nothing here may hold the table:
 * its standard deviations are let go once they are packed.
 */
export function openPredictions(instance: Instance, table: PredictionTable): Predictions {
  const { epochs, measures } = table
  const columns = columnsOf(instance, table)
  const shape = (halfway: boolean): MetricShape<Column> =>
    metricShape(instance, { measures, columns }, halfway)
  const final = shape(false)
  const half = shape(true)
  const { packed, deviationOf } = deviationsOf(columns, table.standardDeviations)
  const writings = new Map<MetricShape<Column>, PredictionWriting | null>()
  return {
    epochs,
    meansOf: (architectureId, { halfway, form }) =>
      form(halfway ? half : final, ({ means }) => means[architectureId] ?? null),
    meanColumn: (name) => columns.find(({ measure }) => measure === name)?.means,
    deviationsOf: (architectureId, { halfway, form }) =>
      form(halfway ? half : final, (column) => deviationOf(column, architectureId)),
    rows: (halfway) => {
      const shape = halfway ? half : final
      const known = writings.get(shape)
      if (known !== undefined) return known
      const writing = packed()?.writing(shape) ?? null
      writings.set(shape, writing)
      return writing
    },
    draws: (seed, { halfway, form }) => {
      const draws = new Map(
        columns.map((column) => {
          const problem = { instance: instance.id, epochs, measure: column.measure }
          return [column, drawing(column, deviationOf, randomNormal(seed, problem))] as const
        }),
      )
      return (architectureId) =>
        form(halfway ? half : final, (column) => draws.get(column)?.(architectureId) ?? null)
    },
  }
}
