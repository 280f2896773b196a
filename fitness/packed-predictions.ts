import { type JsonWriter, literal } from './json-writer.ts'
import { type Measure, measureName } from './measure.ts'
import type { MetricShape } from './metric-values.ts'
import type { PredictionTable } from './prediction-table.ts'

/** Writes the values of `metrics` and of `standardDeviation` after it as JSON. */
export type PredictionWriting = (writer: JsonWriter, architectureId: number) => void

/**
 * A surrogate's predictions at one budget, architecture by architecture, so that a look-up waits for
 * memory once. `column` is the place of a measure among `measures`.
 */
export interface PackedPredictions {
  readonly epochs: number
  readonly measures: readonly Measure[]
  meanOf(column: number, architectureId: number): number
  /** Standard deviation. */
  deviationOf(column: number, architectureId: number): number
  /** Null where standard deviations have more than 8 significant bits, which cannot be packed. */
  writing(shape: MetricShape<{ readonly place: number }>): PredictionWriting | null
}

const BETWEEN = ',"standardDeviation":'
const HALF_BITS = 16

const number = new Float32Array(1)
const bits = new Uint32Array(number.buffer)

function bitsOf(column: Float32Array): Uint32Array {
  return new Uint32Array(column.buffer, column.byteOffset, column.length)
}

function isShort(column: Float32Array): boolean {
  const words = bitsOf(column)
  for (let at = 0; at < words.length; at++) {
    if (((words[at] as number) & (2 ** HALF_BITS - 1)) !== 0) return false
  }
  return true
}

/** A row holds a mean of each column, then of each the first half of its standard deviation. */
interface Rows {
  readonly count: number
  /** Of a row. */
  readonly words: number
  readonly buffer: ArrayBuffer
}

// So many rows lie in the processor's cache while one column after the other is written into them.
const ROWS_AT_ONCE = 256

function rowsOf({ means, standardDeviations }: PredictionTable): Rows {
  const count = means.length
  const words = count + Math.ceil(count / 2)
  const size = means[0]?.length ?? 0
  const buffer = new ArrayBuffer(size * words * 4)
  const numbers = new Float32Array(buffer)
  const halves = new Uint16Array(buffer)
  const deviationWords = standardDeviations.map(bitsOf)
  // A function of its own is compiled long before the loops around it are.
  const write = (at: number, from: number, to: number) => {
    const mean = means[at] as Float32Array
    const deviation = deviationWords[at] as Uint32Array
    for (let id = from, row = from * words; id < to; id++, row += words) {
      numbers[row + at] = mean[id] as number
      halves[2 * (row + count) + at] = (deviation[id] as number) >>> HALF_BITS
    }
  }
  for (let from = 0; from < size; from += ROWS_AT_ONCE) {
    const to = Math.min(size, from + ROWS_AT_ONCE)
    for (let at = 0; at < count; at++) write(at, from, to)
  }
  return { count, words, buffer }
}

function writingRows({ count, words, buffer }: Rows): PackedPredictions['writing'] {
  const numbers = new Uint32Array(buffer)
  const halves = new Uint16Array(buffer)
  return ({ slots, end }) => {
    const befores = slots.map(({ before }) => before.text)
    const texts = [...befores, ...befores, '']
    texts[slots.length] = end.text + BETWEEN + texts[slots.length]
    texts[2 * slots.length] += end.text
    const literals = texts.map(literal)
    const places = Uint32Array.from(slots, ({ column }) => column.place)
    const written = new Uint32Array(2 * places.length)
    return (writer, architectureId) => {
      const row = architectureId * words
      for (let slot = 0; slot < places.length; slot++) {
        const place = places[slot] as number
        written[slot] = numbers[row + place] as number
        const half = halves[2 * (row + count) + place] as number
        written[places.length + slot] = half << HALF_BITS
      }
      writer.fetch(written)
      for (let next = 0; next < written.length; next++) {
        writer.literal(literals[next] as (typeof literals)[number])
        writer.single(written[next] as number)
      }
      writer.literal(literals[written.length] as (typeof literals)[number])
    }
  }
}

function check({ epochs, measures, means, standardDeviations }: PredictionTable): void {
  for (const [at, measure] of measures.entries()) {
    if (means[at] !== undefined && standardDeviations[at] !== undefined) continue
    throw new Error(`The predictions at ${epochs} epochs lack ${measureName(measure)}`)
  }
}

/**
 * Lays out predictions in rows, about six bytes a measure; the table is not held.
 * @throws Error where the table lacks a column
 */
export function packPredictions(table: PredictionTable): PackedPredictions {
  check(table)
  const { epochs, measures, means, standardDeviations } = table
  if (!standardDeviations.every(isShort)) {
    return {
      epochs,
      measures,
      meanOf: (column, id) => means[column]?.[id] as number,
      deviationOf: (column, id) => standardDeviations[column]?.[id] as number,
      writing: () => null,
    }
  }
  return { epochs, measures, ...packed(rowsOf(table)) }
}

// On its own, so that what it makes holds nothing of the table.
function packed(rows: Rows): Omit<PackedPredictions, 'epochs' | 'measures'> {
  const { count, words, buffer } = rows
  const numbers = new Float32Array(buffer)
  const halves = new Uint16Array(buffer)
  return {
    meanOf: (column, id) => numbers[id * words + column] as number,
    deviationOf: (column, id) => {
      bits[0] = (halves[2 * (id * words + count) + column] as number) << HALF_BITS
      return number[0] as number
    },
    writing: writingRows(rows),
  }
}
