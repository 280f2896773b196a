import { type JsonWriter, literal } from './json-writer.ts'
import type { MetricShape } from './metric-values.ts'

/** What is predicted of one measure, by architecture id. */
export interface PredictedColumn {
  readonly means: Float32Array
  readonly deviations: Float32Array
}

/** Writes the values of `metrics` and of `standardDeviation` after it as JSON. */
export type PredictionWriting = (writer: JsonWriter, architectureId: number) => void

const BETWEEN = ',"standardDeviation":'
const HALF_BITS = 16

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

// Of each measure the two halves of its mean, then of each the first half of its deviation.
function rowsOf(columns: readonly PredictedColumn[]): Uint16Array {
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
 * Lays out predictions architecture by architecture, six bytes a measure: a look-up then waits for
 * memory once and not for each column.
 * @returns null where standard deviations have more than 8 significant bits, which do not fit
 */
export function predictionRows({
  slots,
  end,
}: MetricShape<PredictedColumn>): PredictionWriting | null {
  const columns = slots.map(({ column }) => column)
  if (!columns.every(hasShortDeviations)) return null
  const rows = rowsOf(columns)
  const count = columns.length
  const befores = slots.map(({ before }) => before.text)
  const texts = [...befores, ...befores, '']
  texts[count] = end.text + BETWEEN + texts[count]
  texts[2 * count] += end.text
  const literals = texts.map(literal)
  return (writer, architectureId) => {
    let at = architectureId * 3 * count
    let next = 0
    for (const limit = next + count; next < limit; next++, at += 2) {
      writer.literal(literals[next] as (typeof literals)[number])
      writer.single((((rows[at] as number) << HALF_BITS) | (rows[at + 1] as number)) >>> 0)
    }
    for (const limit = next + count; next < limit; next++, at++) {
      writer.literal(literals[next] as (typeof literals)[number])
      writer.single(((rows[at] as number) << HALF_BITS) >>> 0)
    }
    writer.literal(literals[next] as (typeof literals)[number])
  }
}
