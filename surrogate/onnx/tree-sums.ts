import { FEATURE_COUNT } from '../features/features.ts'
import { type Compiled, compile, LEAVES_MAX, type Threshold } from './compiled-trees.ts'
import type { TreeEnsemble } from './cut-trees.ts'

// One bit a row.
const ROWS = 32
// The number of a leaf takes four bits of a word, so that a word is of eight rows.
const LEAF_BITS = 4
const ROWS_A_WORD = 32 / LEAF_BITS
const WORDS = ROWS / ROWS_A_WORD

/** Eight bits, each in the lowest place of its four bits of a word. */
const SPREAD = Int32Array.from({ length: 2 ** ROWS_A_WORD }, (_, bits) => {
  let word = 0
  for (let row = 0; row < ROWS_A_WORD; row++) word |= ((bits >> row) & 1) << (LEAF_BITS * row)
  return word
})

/** What is written for 32 rows, and written again for the next. */
interface Work {
  /** Of one feature, one a row. */
  readonly column: Float32Array
  /** Threshold less feature, one a row, and the same as words: the sign is in each second word. */
  readonly differences: Float64Array
  readonly signs: Int32Array
  /** By threshold: the rows whose feature is at most that. */
  readonly holds: Int32Array
  /** By node of a tree: the rows that reach it. */
  readonly reached: Int32Array
  /** By eight rows, then by tree: the number of the leaf of each row. */
  readonly leaves: Int32Array
}

/**
 * Sums trees for many rows at once. Ensembles of one model split at the same few thresholds, so each
 * comparison is made once; which rows reach a node is then an `and` of words of 32 rows. There is no
 * branch that depends on a row: processors guess every second of those wrongly.
 * @returns sums of each ensemble, one a row, added in single precision in the order of the trees, as ONNX Runtime does
 */
export function treeSums(
  ensembles: readonly TreeEnsemble[],
): (features: Float32Array) => Float32Array[] {
  const { thresholds, compiled } = compile(ensembles)
  const differences = new Float64Array(ROWS)
  const work: Work = {
    column: new Float32Array(ROWS),
    differences,
    signs: new Int32Array(differences.buffer),
    holds: new Int32Array(thresholds.length),
    reached: new Int32Array(2 * LEAVES_MAX),
    leaves: new Int32Array(Math.max(0, ...compiled.map(({ trees }) => trees)) * WORDS),
  }
  return (features) => {
    const rows = features.length / FEATURE_COUNT
    const sums = ensembles.map(() => new Float32Array(rows))
    for (let from = 0; from < rows; from += ROWS) {
      const count = Math.min(ROWS, rows - from)
      compare(thresholds, features.subarray(from * FEATURE_COUNT), work)
      for (const [at, own] of compiled.entries()) {
        findLeaves(own, work)
        addLeaves(own, work.leaves, (sums[at] as Float32Array).subarray(from, from + count))
      }
    }
    return sums
  }
}

/** @param features of at least one row; those after the 32nd are not looked at */
function compare(
  thresholds: readonly Threshold[],
  features: Float32Array,
  { column, differences, signs, holds }: Work,
): void {
  const count = Math.min(ROWS, features.length / FEATURE_COUNT)
  let known = -1
  for (let at = 0; at < thresholds.length; at++) {
    const { feature, value } = thresholds[at] as Threshold
    if (feature !== known) {
      for (let row = 0; row < count; row++) {
        column[row] = features[row * FEATURE_COUNT + feature] as number
      }
      known = feature
    }
    for (let row = 0; row < ROWS; row++) differences[row] = value - (column[row] as number)
    let negative = 0
    for (let row = 0; row < ROWS; row++) {
      negative |= ((signs[2 * row + 1] as number) >>> 31) << row
    }
    holds[at] = ~negative
  }
}

function findLeaves(
  { trees, starts, conditions, followers }: Compiled,
  { holds, reached, leaves }: Work,
): void {
  for (let tree = 0; tree < trees; tree++) {
    for (let leaf = 0; leaf < LEAVES_MAX; leaf++) reached[leaf] = 0
    const end = starts[tree + 1] as number
    let split = starts[tree] as number
    reached[split === end ? 0 : LEAVES_MAX] = -1
    for (let node = LEAVES_MAX; split < end; split++, node++) {
      const bits = reached[node] as number
      const hold = holds[conditions[split] as number] as number
      const next = followers[split] as number
      reached[next & 255] = bits & hold
      reached[next >> 8] = bits & ~hold
    }
    // Bits of the leaves' numbers, one word of rows each.
    const seven = reached[7] as number
    const ones = (reached[1] as number) | (reached[3] as number) | (reached[5] as number) | seven
    const twos = (reached[2] as number) | (reached[3] as number) | (reached[6] as number) | seven
    const fours = (reached[4] as number) | (reached[5] as number) | (reached[6] as number) | seven
    for (let word = 0; word < WORDS; word++) {
      const shift = ROWS_A_WORD * word
      leaves[word * trees + tree] =
        (SPREAD[(ones >>> shift) & 255] as number) |
        ((SPREAD[(twos >>> shift) & 255] as number) << 1) |
        ((SPREAD[(fours >>> shift) & 255] as number) << 2)
    }
  }
}

// Eight sums in registers; in an array they would be loaded and stored for each tree.
function addLeaves({ trees, values }: Compiled, leaves: Int32Array, sums: Float32Array): void {
  for (let from = 0, word = 0; from < sums.length; from += ROWS_A_WORD, word++) {
    let a = 0
    let b = 0
    let c = 0
    let d = 0
    let e = 0
    let f = 0
    let g = 0
    let h = 0
    for (let tree = 0; tree < trees; tree++) {
      const own = leaves[word * trees + tree] as number
      const at = tree * LEAVES_MAX
      a = Math.fround(a + (values[at + (own & 7)] as number))
      b = Math.fround(b + (values[at + ((own >> 4) & 7)] as number))
      c = Math.fround(c + (values[at + ((own >> 8) & 7)] as number))
      d = Math.fround(d + (values[at + ((own >> 12) & 7)] as number))
      e = Math.fround(e + (values[at + ((own >> 16) & 7)] as number))
      f = Math.fround(f + (values[at + ((own >> 20) & 7)] as number))
      g = Math.fround(g + (values[at + ((own >> 24) & 7)] as number))
      h = Math.fround(h + (values[at + ((own >> 28) & 7)] as number))
    }
    const eight = [a, b, c, d, e, f, g, h]
    sums.set(eight.slice(0, sums.length - from), from)
  }
}
