import { type JsonWriter, literal } from './json-writer.ts'
import type { MetricShape } from './metric-values.ts'

/** What is predicted of one measure, by architecture id. */
export interface PredictedColumn {
  readonly means: Float32Array
  readonly deviations: Float32Array
}

/** Writes the values of `metrics` and of `standardDeviation` after it as JSON. */
export type PredictionWriting = (writer: JsonWriter, architectureId: number) => void

/** Predictions architecture by architecture, so that a look-up waits for memory once. */
export interface PredictionRows {
  /** @param column place of the measure among the columns */
  deviationOf(column: number, architectureId: number): number
  writing(shape: MetricShape<{ readonly place: number }>): PredictionWriting
}

const BETWEEN = ',"standardDeviation":'
const HALF_BITS = 16

const number = new Float32Array(1)
const bits = new Uint32Array(number.buffer)

function bitsOf(column: Float32Array): Uint32Array {
  return new Uint32Array(column.buffer, column.byteOffset, column.length)
}

function hasShortDeviations({ deviations }: PredictedColumn): boolean {
  const words = bitsOf(deviations)
  for (let at = 0; at < words.length; at++) {
    if (((words[at] as number) & (2 ** HALF_BITS - 1)) !== 0) return false
  }
  return true
}

// Of each column the two halves of its mean, then of each the first half of its deviation.
function packed(columns: readonly PredictedColumn[]): Uint16Array {
  const size = columns[0]?.means.length ?? 0
  const count = columns.length
  const rows = new Uint16Array(size * 3 * count)
  for (const [at, { means, deviations }] of columns.entries()) {
    const [meanWords, deviationWords] = [bitsOf(means), bitsOf(deviations)]
    for (let id = 0, row = 0; id < size; id++, row += 3 * count) {
      const mean = meanWords[id] as number
      rows[row + 2 * at] = mean >>> HALF_BITS
      rows[row + 2 * at + 1] = mean
      rows[row + 2 * count + at] = (deviationWords[id] as number) >>> HALF_BITS
    }
  }
  return rows
}

/**
 * Lays out predictions in rows, six bytes a measure.
 * @returns null where standard deviations have more than 8 significant bits, which do not fit
 */
export function predictionRows(columns: readonly PredictedColumn[]): PredictionRows | null {
  if (!columns.every(hasShortDeviations)) return null
  const rows = packed(columns)
  const count = columns.length
  return {
    deviationOf: (column, architectureId) => {
      bits[0] = (rows[(3 * architectureId + 2) * count + column] as number) << HALF_BITS
      return number[0] as number
    },
    writing: ({ slots, end }) => {
      const befores = slots.map(({ before }) => before.text)
      const texts = [...befores, ...befores, '']
      texts[slots.length] = end.text + BETWEEN + texts[slots.length]
      texts[2 * slots.length] += end.text
      const literals = texts.map(literal)
      const means = Uint32Array.from(slots, ({ column }) => 2 * column.place)
      const deviations = Uint32Array.from(slots, ({ column }) => 2 * count + column.place)
      const words = new Uint32Array(2 * slots.length)
      return (writer, architectureId) => {
        const from = architectureId * 3 * count
        for (let slot = 0; slot < means.length; slot++) {
          const at = from + (means[slot] as number)
          const half = rows[from + (deviations[slot] as number)] as number
          words[slot] = ((rows[at] as number) << HALF_BITS) | (rows[at + 1] as number)
          words[means.length + slot] = half << HALF_BITS
        }
        writer.fetch(words)
        for (let next = 0; next < words.length; next++) {
          writer.literal(literals[next] as (typeof literals)[number])
          writer.single(words[next] as number)
        }
        writer.literal(literals[words.length] as (typeof literals)[number])
      }
    },
  }
}
