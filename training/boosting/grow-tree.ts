import { BINS_MAX, type BinnedColumn } from './bins.ts'

/** A regression tree in arrays, one entry a node, the root first. */
export interface Tree {
  /** Place of the feature that a node asks for; -1 in a leaf. */
  readonly features: Int32Array
  /** Values up to this go left. */
  readonly thresholds: Float32Array
  /** The right child follows the left one. */
  readonly lefts: Int32Array
  readonly values: Float64Array
}

export interface TreeInput {
  readonly columns: readonly BinnedColumn[]
  /** What the tree has to explain, one a row. */
  readonly targets: Float64Array
  /** How much each row counts. */
  readonly weights: Float64Array
  /** Rows to grow from. */
  readonly rows: Int32Array
  readonly leavesMax: number
  /** Weight that each side of a cut must have. */
  readonly leafWeightMin: number
  /** Weight of rows with target 0 that each leaf is taken to have besides its own. */
  readonly ridge: number
}

interface Cut {
  readonly column: BinnedColumn
  readonly bin: number
  readonly gain: number
}

interface Leaf {
  readonly node: number
  readonly own: Int32Array
  readonly cut: Cut | null
}

/**
 * Grows a tree leaf by leaf (Shi 2007, "Best-first decision tree learning"): the next cut is always the
 * one that lowers the sum of squares most.
 */
export function growTree(input: TreeInput): Tree {
  const features: number[] = []
  const thresholds: number[] = []
  const lefts: number[] = []
  const values: number[] = []
  const scratch = {
    weights: new Float64Array(BINS_MAX),
    sums: new Float64Array(BINS_MAX),
  }
  const leafOf = (own: Int32Array, isLast: boolean): Leaf => {
    const { sum, weight } = totalOf(input, own)
    const node = features.push(-1) - 1
    thresholds.push(0)
    lefts.push(0)
    values.push(sum / (weight + input.ridge))
    const cut = isLast ? null : bestCut(input, { own, sum, weight, ...scratch })
    return { node, own, cut }
  }
  let leaves = [leafOf(input.rows, input.leavesMax === 1)]
  while (leaves.length < input.leavesMax) {
    const best = leaves.reduce((one, other) => (gainOf(other) > gainOf(one) ? other : one))
    if (best.cut === null) break
    const { column, bin } = best.cut
    const [ofLeft, ofRight] = parted(best.own, best.cut)
    features[best.node] = column.feature
    thresholds[best.node] = column.edges[bin] as number
    lefts[best.node] = features.length
    const isLast = leaves.length + 1 === input.leavesMax
    const left = leafOf(ofLeft, isLast)
    const right = leafOf(ofRight, isLast)
    leaves = [...leaves.filter((leaf) => leaf !== best), left, right]
  }
  return {
    features: Int32Array.from(features),
    thresholds: Float32Array.from(thresholds),
    lefts: Int32Array.from(lefts),
    values: Float64Array.from(values),
  }
}

const gainOf = ({ cut }: Leaf) => cut?.gain ?? 0

function parted(own: Int32Array, { column, bin }: Cut): [Int32Array, Int32Array] {
  const rows = new Int32Array(own.length)
  let left = 0
  let right = own.length
  for (const row of own) {
    if ((column.bins[row] as number) <= bin) rows[left++] = row
    else rows[--right] = row
  }
  return [rows.subarray(0, left), rows.subarray(left)]
}

function totalOf({ targets, weights }: TreeInput, own: Int32Array) {
  let sum = 0
  let weight = 0
  for (const row of own) {
    sum += (weights[row] as number) * (targets[row] as number)
    weight += weights[row] as number
  }
  return { sum, weight }
}

interface Place {
  readonly own: Int32Array
  /** Of the weighted targets. */
  readonly sum: number
  readonly weight: number
  readonly weights: Float64Array
  readonly sums: Float64Array
}

// Equal targets gain nothing but rounding.
const GAIN_MIN = 1e-12

function bestCut(input: TreeInput, { own, sum, weight, weights, sums }: Place): Cut | null {
  const { columns, targets, leafWeightMin, ridge } = input
  if (weight < 2 * leafWeightMin) return null
  const before = (sum * sum) / (weight + ridge)
  let best: Cut | null = null
  for (const column of columns) {
    const { bins } = column
    const size = column.edges.length + 1
    for (let bin = 0; bin < size; bin++) {
      weights[bin] = 0
      sums[bin] = 0
    }
    for (const row of own) {
      const bin = bins[row] as number
      const rowWeight = input.weights[row] as number
      weights[bin] = (weights[bin] as number) + rowWeight
      sums[bin] = (sums[bin] as number) + rowWeight * (targets[row] as number)
    }
    let leftWeight = 0
    let leftSum = 0
    for (let bin = 0; bin < size - 1; bin++) {
      if (weights[bin] === 0) continue
      leftWeight += weights[bin] as number
      leftSum += sums[bin] as number
      if (leftWeight < leafWeightMin || weight - leftWeight < leafWeightMin) continue
      const left = (leftSum * leftSum) / (leftWeight + ridge)
      const right = (sum - leftSum) ** 2 / (weight - leftWeight + ridge)
      const gain = left + right - before
      if (gain <= (best?.gain ?? GAIN_MIN * (1 + before))) continue
      best = { column, bin, gain }
    }
  }
  return best
}
