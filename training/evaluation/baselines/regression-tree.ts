import type { RandomGenerator } from 'pure-rand/types/RandomGenerator'
import { shuffled } from '../../../space/shuffled.ts'
import { integersOf } from '../../random.ts'

/** A tree in arrays, one entry a node, the root first; a leaf has no left child (0). */
export interface Tree {
  readonly feature: Int32Array
  readonly threshold: Float64Array
  readonly left: Int32Array
  readonly right: Int32Array
  readonly value: Float64Array
}

export interface TreeInput {
  readonly columns: readonly { readonly feature: number; readonly values: Float32Array }[]
  /** Of each column: the rows in the order of its values. */
  readonly orders: readonly Int32Array[]
  readonly targets: Float64Array
  /** How many times each row counts; 0 for a row that is left out. */
  readonly weights: Float64Array
}

interface Cut {
  readonly column: number
  /** Rows of the node that go left, in the order of the column. */
  readonly leftRows: number
  readonly threshold: number
}

interface Node {
  readonly index: number
  readonly start: number
  readonly end: number
  /** Columns that may differ among the rows of the node. */
  readonly active: Int32Array
}

/**
 * A regression tree (CART) that is grown until its leaves are pure, each cut the one that leaves the
 * smallest sum of squares; of equal cuts, the one of the column that comes first in an order drawn
 * for the tree.
 */
export function fitTree(input: TreeInput, random: RandomGenerator): Tree {
  const { columns, targets, weights } = input
  const orders = input.orders.map((order) => drawnRows(order, weights))
  const rows = drawnRows(Int32Array.from(weights.keys()), weights)
  const nodesMax = 2 * rows.length
  const tree = {
    feature: new Int32Array(nodesMax),
    threshold: new Float64Array(nodesMax),
    left: new Int32Array(nodesMax),
    right: new Int32Array(nodesMax),
    value: new Float64Array(nodesMax),
  }
  const scratch = {
    goesLeft: new Uint8Array(weights.length),
    buffer: new Int32Array(rows.length),
    residuals: new Float64Array(weights.length),
  }
  const all = shuffled(integersOf(random), columns.length)
  let used = 1
  const open: Node[] = [{ index: 0, start: 0, end: rows.length, active: all }]
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    const { index, start, end } = node
    const own = rows.subarray(start, end)
    const value = meanOf(own, input)
    tree.value[index] = value
    if (isPure(own, targets)) continue
    for (const row of own) {
      scratch.residuals[row] = (weights[row] as number) * ((targets[row] as number) - value)
    }
    const active = node.active.filter((column) => {
      const order = orders[column] as Int32Array
      const values = columns[column]?.values as Float32Array
      return values[order[start] as number] !== values[order[end - 1] as number]
    })
    const cut = bestCut({ ...input, orders, residuals: scratch.residuals }, { ...node, active })
    if (cut === null) continue
    const order = orders[cut.column] as Int32Array
    const middle = start + cut.leftRows
    for (let at = start; at < end; at++) scratch.goesLeft[order[at] as number] = at < middle ? 1 : 0
    partition(rows, node, scratch)
    // Nothing is looked up in the order of a column below here where both sides are leaves.
    if (
      !isPure(rows.subarray(start, middle), targets) ||
      !isPure(rows.subarray(middle, end), targets)
    ) {
      for (const column of active) partition(orders[column] as Int32Array, node, scratch)
    }
    tree.feature[index] = columns[cut.column]?.feature as number
    tree.threshold[index] = cut.threshold
    tree.left[index] = used
    tree.right[index] = used + 1
    open.push(
      { index: used + 1, start: middle, end, active },
      { index: used, start, end: middle, active },
    )
    used += 2
  }
  return tree
}

function drawnRows(order: Int32Array, weights: Float64Array): Int32Array {
  const drawn = new Int32Array(order.length)
  let count = 0
  for (const row of order) if ((weights[row] as number) > 0) drawn[count++] = row
  return drawn.slice(0, count)
}

function meanOf(rows: Int32Array, { targets, weights }: TreeInput): number {
  let sum = 0
  let weight = 0
  for (const row of rows) {
    sum += (weights[row] as number) * (targets[row] as number)
    weight += weights[row] as number
  }
  return sum / weight
}

function isPure(rows: Int32Array, targets: Float64Array): boolean {
  const target = targets[rows[0] as number]
  for (const row of rows) if (targets[row] !== target) return false
  return true
}

/** @param input with each row's distance from the node's mean, times its weight */
function bestCut(input: TreeInput & { residuals: Float64Array }, node: Node): Cut | null {
  const { columns, orders, weights, residuals } = input
  const { start, end, active } = node
  let total = 0
  const [any] = active
  if (any === undefined) return null
  for (const row of (orders[any] as Int32Array).subarray(start, end))
    total += weights[row] as number
  let bestGain = 0
  let bestColumn = -1
  let bestAt = 0
  for (const column of active) {
    const order = orders[column] as Int32Array
    const values = columns[column]?.values as Float32Array
    let sum = 0
    let weight = 0
    let value = values[order[start] as number] as number
    for (let at = start; at < end - 1; at++) {
      const row = order[at] as number
      sum += residuals[row] as number
      weight += weights[row] as number
      const next = values[order[at + 1] as number] as number
      if (next === value) continue
      value = next
      // The whole sums to 0, so the right side's sum is the left's with the other sign.
      const gain = sum * sum * (1 / weight + 1 / (total - weight))
      if (gain > bestGain) {
        bestGain = gain
        bestColumn = column
        bestAt = at
      }
    }
  }
  if (bestColumn < 0) return null
  const order = orders[bestColumn] as Int32Array
  const values = columns[bestColumn]?.values as Float32Array
  const below = values[order[bestAt] as number] as number
  const above = values[order[bestAt + 1] as number] as number
  return { column: bestColumn, leftRows: bestAt + 1 - start, threshold: below / 2 + above / 2 }
}

// Left rows first, both sides in the order they had.
function partition(
  order: Int32Array,
  { start, end }: Pick<Node, 'start' | 'end'>,
  { goesLeft, buffer }: { goesLeft: Uint8Array; buffer: Int32Array },
): void {
  let left = start
  let right = 0
  for (let at = start; at < end; at++) {
    const row = order[at] as number
    if (goesLeft[row] === 1) order[left++] = row
    else buffer[right++] = row
  }
  order.set(buffer.subarray(0, right), left)
}
