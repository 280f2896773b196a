import { uniformInt } from 'pure-rand/distribution/uniformInt'
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator'
import { BINS_MAX, type BinnedColumn } from './bins.ts'

/** A regression tree in arrays, one entry a node, the root first. */
export interface Tree {
  /** Place of the feature that a node asks for; -1 in a leaf. */
  readonly features: Int32Array
  /** Values up to this go left. */
  readonly thresholds: Float32Array
  /** The right child follows the left one. */
  readonly lefts: Int32Array
  /** Means of the training rows. */
  readonly values: Float64Array
}

export interface TreeInput {
  readonly columns: readonly BinnedColumn[]
  /** One a row. */
  readonly targets: Float64Array
  /** Rows to grow from; a row may come several times. */
  readonly rows: Int32Array
  /** Columns that are tried at each cut. */
  readonly tried: number
  /** Rows that each side of a cut must have. */
  readonly leafRowsMin: number
}

interface Cut {
  readonly column: BinnedColumn
  readonly bin: number
}

/**
 * Grows a tree (Breiman et al. 1984): each cut is the one, of some columns drawn at random, that
 * leaves the smallest sum of squares.
 */
export function growTree(input: TreeInput, random: RandomGenerator): Tree {
  const { columns, targets, leafRowsMin } = input
  const rows = input.rows.slice()
  const order = Int32Array.from(columns.keys())
  const features: number[] = []
  const thresholds: number[] = []
  const lefts: number[] = []
  const values: number[] = []
  const addNode = () => {
    thresholds.push(0)
    lefts.push(0)
    values.push(0)
    return features.push(-1) - 1
  }
  const scratch = { counts: new Int32Array(BINS_MAX), sums: new Float64Array(BINS_MAX) }
  const open = [{ node: addNode(), start: 0, end: rows.length }]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { node, start, end } = next
    const own = rows.subarray(start, end)
    let total = 0
    for (const row of own) total += targets[row] as number
    values[node] = total / own.length
    if (own.length < 2 * leafRowsMin) continue
    shuffleFirst(order, input.tried, random)
    const cut = bestCut(input, { own, total, order, scratch })
    if (cut === null) continue
    const middle = start + partition(own, cut)
    features[node] = cut.column.feature
    thresholds[node] = cut.column.edges[cut.bin] as number
    const left = addNode()
    lefts[node] = left
    open.push({ node: addNode(), start: middle, end }, { node: left, start, end: middle })
  }
  return {
    features: Int32Array.from(features),
    thresholds: Float32Array.from(thresholds),
    lefts: Int32Array.from(lefts),
    values: Float64Array.from(values),
  }
}

function shuffleFirst(order: Int32Array, count: number, random: RandomGenerator): void {
  for (let at = 0; at < count; at++) {
    const other = uniformInt(random, at, order.length - 1)
    const drawn = order[other] as number
    order[other] = order[at] as number
    order[at] = drawn
  }
}

interface Place {
  readonly own: Int32Array
  /** Sum of the targets. */
  readonly total: number
  readonly order: Int32Array
  readonly scratch: { readonly counts: Int32Array; readonly sums: Float64Array }
}

// Equal targets gain nothing but rounding.
const GAIN_MIN = 1e-12

function bestCut(input: TreeInput, { own, total, order, scratch }: Place): Cut | null {
  const { columns, targets, tried, leafRowsMin } = input
  const { counts, sums } = scratch
  let bestGain = (total * total) / own.length + GAIN_MIN * (1 + Math.abs(total))
  let best: Cut | null = null
  for (let at = 0; at < tried; at++) {
    const column = columns[order[at] as number] as BinnedColumn
    const { bins } = column
    const size = column.edges.length + 1
    counts.fill(0, 0, size)
    sums.fill(0, 0, size)
    for (const row of own) {
      const bin = bins[row] as number
      counts[bin] = (counts[bin] as number) + 1
      sums[bin] = (sums[bin] as number) + (targets[row] as number)
    }
    let count = 0
    let sum = 0
    for (let bin = 0; bin < size - 1; bin++) {
      if (counts[bin] === 0) continue
      count += counts[bin] as number
      sum += sums[bin] as number
      const others = own.length - count
      if (count < leafRowsMin || others < leafRowsMin) continue
      const gain = (sum * sum) / count + (total - sum) ** 2 / others
      if (gain <= bestGain) continue
      bestGain = gain
      best = { column, bin }
    }
  }
  return best
}

/** Left rows first; how many these are. */
function partition(own: Int32Array, { column, bin }: Cut): number {
  const isLeft = (row: number) => (column.bins[row] as number) <= bin
  const left = own.filter(isLeft)
  const right = own.filter((row) => !isLeft(row))
  own.set(left)
  own.set(right, left.length)
  return left.length
}
