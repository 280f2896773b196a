import type { Distribution } from './distribution.ts'
import { type JsonWriter, type Literal, literal } from './json-writer.ts'
import { type Measure, measureName } from './measure.ts'
import type { MetricShape } from './metric-values.ts'
import type { PredictionTable } from './prediction-table.ts'

/** Writes what is predicted of an architecture. */
export interface PredictionWriting {
  /** The value of `metrics`, then `standardDeviation` and `nearestMeasured` after it as JSON. */
  write(writer: JsonWriter, architectureId: number): void
  /** Reads all that `write` will need, so that memory has brought it by then. */
  touch(architectureId: number): number
}

/**
 * A surrogate's predictions at one budget, architecture by architecture, so that a look-up waits for
 * memory once. `column` is the place of a measure among `measures`.
 */
export interface PackedPredictions {
  readonly epochs: number
  readonly measures: readonly Measure[]
  /** Of the measures, in their order, as in `PredictionTable`. */
  readonly distributions: readonly Distribution[]
  readonly correlations: readonly (readonly number[])[]
  meanOf(column: number, architectureId: number): number
  /** Standard deviation of a single run. */
  deviationOf(column: number, architectureId: number): number
  /** As in `PredictionTable`. */
  nearestMeasuredOf(architectureId: number): number
  /** Null where standard deviations have more than 8 significant bits, which cannot be packed. */
  writing(shape: MetricShape<{ readonly place: number }>): PredictionWriting | null
}

const BETWEEN = ',"standardDeviation":'
const NEAREST = ',"nearestMeasured":'
const HALF_BITS = 16

// What memory brings at once: 64 bytes.
const LINE_WORDS = 16

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

/**
 * A row holds a mean of each column, then of each the first half of its standard deviation, then the
 * distance to what was measured.
 */
interface Rows {
  readonly count: number
  /** Of a row. */
  readonly words: number
  readonly buffer: ArrayBuffer
}

// So many rows lie in the processor's cache while one column after the other is written into them.
const ROWS_AT_ONCE = 256

function rowsOf({ means, standardDeviations, nearestMeasured }: PredictionTable): Rows {
  const count = means.length
  const words = count + Math.ceil((count + 1) / 2)
  const size = nearestMeasured.length
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
  const writeNearest = (from: number, to: number) => {
    for (let id = from; id < to; id++) {
      halves[2 * (id * words + count) + count] = nearestMeasured[id] as number
    }
  }
  for (let from = 0; from < size; from += ROWS_AT_ONCE) {
    const to = Math.min(size, from + ROWS_AT_ONCE)
    for (let at = 0; at < count; at++) write(at, from, to)
    writeNearest(from, to)
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
    texts[2 * slots.length] += end.text + NEAREST
    const last = texts.pop()
    // The few distances that there are, each with the text before it.
    const ends: (Literal | undefined)[] = []
    const endOf = (nearest: number) => {
      const made = literal(`${last}${nearest}`)
      ends[nearest] = made
      return made
    }
    const literals = texts.map(literal)
    const places = Uint32Array.from(slots, ({ column }) => column.place)
    const written = new Uint32Array(2 * places.length)
    const write: PredictionWriting['write'] = (writer, architectureId) => {
      const row = architectureId * words
      for (let slot = 0; slot < places.length; slot++) {
        const place = places[slot] as number
        written[slot] = numbers[row + place] as number
        const half = halves[2 * (row + count) + place] as number
        written[places.length + slot] = half << HALF_BITS
      }
      writer.fetch(written)
      for (let next = 0; next < written.length; next++) {
        writer.literal(literals[next] as Literal)
        writer.single(written[next] as number)
      }
      const nearest = halves[2 * (row + count) + count] as number
      writer.literal(ends[nearest] ?? endOf(nearest))
    }
    const touch = (architectureId: number) => {
      const end = (architectureId + 1) * words
      let touched = numbers[end - 1] as number
      for (let at = end - words; at < end; at += LINE_WORDS) touched |= numbers[at] as number
      return touched
    }
    return { write, touch }
  }
}

function check(table: PredictionTable): void {
  const { epochs, measures, means, standardDeviations, distributions, correlations } = table
  for (const [at, measure] of measures.entries()) {
    const parts = [means[at], standardDeviations[at], distributions[at], correlations[at]]
    if (!parts.includes(undefined)) continue
    throw new Error(`The predictions at ${epochs} epochs lack ${measureName(measure)}`)
  }
}

/**
 * Lays out predictions in rows, about six bytes a measure; their columns are not held.
 * @throws Error where the table lacks a column or a distribution
 */
export function packPredictions(table: PredictionTable): PackedPredictions {
  check(table)
  const { epochs, measures, means, standardDeviations, nearestMeasured } = table
  const { distributions, correlations } = table
  const described = { epochs, measures, distributions, correlations }
  if (!standardDeviations.every(isShort)) {
    return {
      ...described,
      meanOf: (column, id) => means[column]?.[id] as number,
      deviationOf: (column, id) => standardDeviations[column]?.[id] as number,
      nearestMeasuredOf: (id) => nearestMeasured[id] as number,
      writing: () => null,
    }
  }
  return { ...described, ...packed(rowsOf(table)) }
}

// On its own, so that what it makes holds nothing of the table.
function packed(
  rows: Rows,
): Pick<PackedPredictions, 'meanOf' | 'deviationOf' | 'nearestMeasuredOf' | 'writing'> {
  const { count, words, buffer } = rows
  const numbers = new Float32Array(buffer)
  const halves = new Uint16Array(buffer)
  return {
    meanOf: (column, id) => numbers[id * words + column] as number,
    deviationOf: (column, id) => {
      bits[0] = (halves[2 * (id * words + count) + column] as number) << HALF_BITS
      return number[0] as number
    },
    nearestMeasuredOf: (id) => halves[2 * (id * words + count) + count] as number,
    writing: writingRows(rows),
  }
}
