import {
  type Code,
  get,
  INT,
  int,
  repeat,
  set,
  tee,
  VECTOR,
  vectors,
  wasmOf,
} from '../../space/wasm-code.ts'
import { LEAVES_MAX, SPLITS } from './compiled-trees.ts'

// Sums of regression trees in WebAssembly, 128 rows at a time: one bit a row in a vector. There is
// no branch that depends on a row: processors guess every second of those wrongly.

const VECTOR_BYTES = 16
/** Rows that are summed at once. */
export const ROWS = 8 * VECTOR_BYTES
/** A feature, or a sum, of all rows. */
export const COLUMN_BYTES = 4 * ROWS

/** Where the rows that reach a node are, by its number in a tree; the root's are all of them. */
export const reachedAt = (node: number) => VECTOR_BYTES * node
/** Where the lists begin. */
export const LISTS = reachedAt(LEAVES_MAX + SPLITS)

/** A comparison: where the feature is, and the value. */
export const THRESHOLD = { feature: 0, value: 4, bytes: 8 } as const
/** Which rows a comparison holds for. */
export const HOLDS_BYTES = VECTOR_BYTES

/** A tree: what its leaves add; by split where its comparison and its two followers are; where its sum is. */
export const TREE = {
  values: 0,
  conditions: 4 * LEAVES_MAX,
  lefts: 4 * (LEAVES_MAX + SPLITS),
  rights: 4 * (LEAVES_MAX + SPLITS) + SPLITS,
  sum: 4 * (LEAVES_MAX + SPLITS) + 2 * SPLITS + 2,
  bytes: 80,
} as const

const L = {
  threshold: 0,
  thresholdsEnd: 1,
  holds: 2,
  tree: 3,
  treesEnd: 4,
  column: 5,
  value: 6,
  reached: 7,
  hold: 8,
  lowValues: 9,
  highValues: 10,
  /** Of the number of a leaf, its three bits, as the rows for which each is 1. */
  bits: [11, 12, 13],
  leaves: 14,
  places: 15,
} as const

/** The functions and their memory. */
export interface TreeCode {
  readonly buffer: ArrayBuffer
  /**
   * Adds the trees of a list, in its order, to their sums. Both lists have one entry at least.
   * @param thresholds where the list of comparisons begins, and ends
   * @param holds where their results are to be written
   */
  run(
    thresholds: number,
    thresholdsEnd: number,
    holds: number,
    trees: number,
    treesEnd: number,
  ): void
}

export function treeCode(memoryBytes: number): TreeCode {
  const code = [...comparing(), ...adding()]
  const locals = [INT, ...Array.from({ length: 10 }, () => VECTOR)]
  return wasmOf([{ takes: [INT, INT, INT, INT, INT], locals, code }], memoryBytes)
}

const next = (pointer: number, bytes: number) => [
  ...get(pointer),
  ...int.of(bytes),
  ...int.add,
  ...tee(pointer),
]

function comparing(): Code {
  const compared = (quarter: number) => [
    ...get(L.value),
    ...get(L.column),
    ...vectors.load(VECTOR_BYTES * quarter),
    ...vectors.isAtLeast,
  ]
  const sixteen = (part: number) => [
    ...get(L.holds),
    ...compared(4 * part),
    ...compared(4 * part + 1),
    ...vectors.toShorts,
    ...compared(4 * part + 2),
    ...compared(4 * part + 3),
    ...vectors.toShorts,
    ...vectors.toBytes,
    ...vectors.bits,
    ...int.storeShort(2 * part),
  ]
  return repeat([
    ...get(L.threshold),
    ...int.load(THRESHOLD.feature),
    ...set(L.column),
    ...get(L.threshold),
    ...vectors.loadSplat(THRESHOLD.value),
    ...set(L.value),
    ...PARTS.flatMap(sixteen),
    ...next(L.holds, HOLDS_BYTES),
    ...set(L.holds),
    ...next(L.threshold, THRESHOLD.bytes),
    ...get(L.thresholdsEnd),
    ...int.isLess,
  ])
}

/** Sixteen rows each. */
const PARTS = Array.from({ length: ROWS / 16 }, (_, part) => part)

function adding(): Code {
  return repeat([
    ...Array.from({ length: SPLITS }, (_, split) => splitting(split)).flat(),
    ...numbering(),
    ...get(L.tree),
    ...vectors.load(TREE.values),
    ...set(L.lowValues),
    ...get(L.tree),
    ...vectors.load(TREE.values + VECTOR_BYTES),
    ...set(L.highValues),
    ...get(L.tree),
    ...int.load(TREE.sum),
    ...set(L.column),
    ...PARTS.flatMap((part) => [
      ...leavesOf(part),
      ...[0, 1, 2, 3].flatMap((at) => four(part, at)),
    ]),
    ...next(L.tree, TREE.bytes),
    ...get(L.treesEnd),
    ...int.isLess,
  ])
}

/** Sends the rows that reach a split to what follows it. */
function splitting(split: number): Code {
  const follower = (place: number, choice: Code) => [
    ...get(L.tree),
    ...int.loadByte(place + split),
    ...get(L.reached),
    ...get(L.hold),
    ...choice,
    ...vectors.store(0),
  ]
  return [
    ...get(L.tree),
    ...int.load(TREE.conditions + 4 * split),
    ...vectors.load(0),
    ...set(L.hold),
    ...int.of(0),
    ...vectors.load(reachedAt(LEAVES_MAX + split)),
    ...set(L.reached),
    ...follower(TREE.lefts, vectors.and),
    ...follower(TREE.rights, vectors.andNot),
  ]
}

function numbering(): Code {
  return L.bits.flatMap((local, bit) => {
    const leaves = Array.from({ length: LEAVES_MAX }, (_, leaf) => leaf)
    const [first, ...others] = leaves.filter((leaf) => (leaf >> bit) & 1)
    const reached = (leaf: number) => [...int.of(0), ...vectors.load(reachedAt(leaf))]
    return [
      ...reached(first as number),
      ...others.flatMap((leaf) => [...reached(leaf), ...vectors.or]),
      ...set(local),
    ]
  })
}

/** Of sixteen rows, one a byte: where in a list of numbers of four bytes that of its leaf begins. */
function leavesOf(part: number): Code {
  const eight = (byte: number) => Array.from({ length: 8 }, () => byte)
  const spread = [...eight(2 * part), ...eight(2 * part + 1)]
  const own = [1, 2, 4, 8, 16, 32, 64, 128]
  const ofBit = (local: number, bit: number) => [
    ...get(local),
    ...get(local),
    ...vectors.shuffle(spread),
    ...vectors.bytes([...own, ...own]),
    ...vectors.and,
    ...vectors.bytes([...own, ...own]),
    ...vectors.areBytesEqual,
    ...vectors.bytes([...eight(4 << bit), ...eight(4 << bit)]),
    ...vectors.and,
  ]
  return [
    ...L.bits.flatMap((local, bit) => [...ofBit(local, bit), ...(bit > 0 ? vectors.or : [])]),
    ...set(L.leaves),
  ]
}

/** Adds what the leaves of four of the sixteen rows say to their sums. */
function four(part: number, at: number): Code {
  const rows = [0, 1, 2, 3].map((row) => 4 * at + row)
  const offset = VECTOR_BYTES * (4 * part + at)
  return [
    ...get(L.leaves),
    ...get(L.leaves),
    ...vectors.shuffle(rows.flatMap((row) => [row, row, row, row])),
    ...vectors.bytes(rows.flatMap(() => [0, 1, 2, 3])),
    ...vectors.addBytes,
    ...set(L.places),
    ...get(L.column),
    ...get(L.column),
    ...vectors.load(offset),
    // Places beyond a vector give zeros: each leaf is in one of the two.
    ...get(L.lowValues),
    ...get(L.places),
    ...vectors.swizzle,
    ...get(L.highValues),
    ...get(L.places),
    ...vectors.bytes(Array.from({ length: VECTOR_BYTES }, () => VECTOR_BYTES)),
    ...vectors.subtractBytes,
    ...vectors.swizzle,
    ...vectors.or,
    ...vectors.addFloats,
    ...vectors.store(offset),
  ]
}
