import { FEATURE_COUNT } from '../features/features.ts'
import { type CompiledTree, compile, LEAVES_MAX } from './compiled-trees.ts'
import type { TreeEnsemble } from './cut-trees.ts'
import {
  COLUMN_BYTES,
  HOLDS_BYTES,
  LISTS,
  ROWS,
  reachedAt,
  THRESHOLD,
  TREE,
  treeCode,
} from './tree-code.ts'

/**
 * Sums trees for many rows at once. Ensembles of one model split at the same few thresholds, so each
 * comparison is made once; which rows reach a node is then an `and` of bits, one a row.
 * @returns sums of each ensemble, one a row, added in single precision in the order of the trees, as ONNX Runtime does
 */
export function treeSums(
  ensembles: readonly TreeEnsemble[],
): (features: Float32Array) => Float32Array[] {
  if (ensembles.length === 0) return () => []
  const { thresholds, compiled } = compile(ensembles)
  const used = [...new Set(thresholds.map(({ feature }) => feature))]
  const sumsAt = LISTS
  const columnsAt = sumsAt + COLUMN_BYTES * ensembles.length
  const holdsAt = columnsAt + COLUMN_BYTES * used.length
  const thresholdsAt = holdsAt + HOLDS_BYTES * thresholds.length
  const thresholdsEnd = thresholdsAt + THRESHOLD.bytes * thresholds.length
  const trees = compiled.flatMap((own, at) =>
    own.map((tree) => ({ tree, sum: sumsAt + COLUMN_BYTES * at })),
  )
  const treesEnd = thresholdsEnd + TREE.bytes * trees.length
  const { buffer, run } = treeCode(treesEnd)

  const memory = new DataView(buffer)
  new Uint8Array(buffer).fill(255, reachedAt(LEAVES_MAX), reachedAt(LEAVES_MAX + 1))
  const columns = new Map(used.map((feature, at) => [feature, columnsAt + COLUMN_BYTES * at]))
  for (const [at, { feature, value }] of thresholds.entries()) {
    const place = thresholdsAt + THRESHOLD.bytes * at
    memory.setInt32(place + THRESHOLD.feature, columns.get(feature) as number, true)
    memory.setFloat32(place + THRESHOLD.value, value, true)
  }
  for (const [at, { tree, sum }] of trees.entries()) {
    writeTree(memory, thresholdsEnd + TREE.bytes * at, { tree, sum, holdsAt })
  }

  const sums = new Float32Array(buffer, sumsAt, ROWS * ensembles.length)
  const floats = new Float32Array(buffer, columnsAt, ROWS * used.length)
  return (features) => {
    const rows = features.length / FEATURE_COUNT
    const results = ensembles.map(() => new Float32Array(rows))
    for (let from = 0; from < rows; from += ROWS) {
      const count = Math.min(ROWS, rows - from)
      for (const [at, feature] of used.entries()) {
        for (let row = 0; row < count; row++) {
          floats[at * ROWS + row] = features[(from + row) * FEATURE_COUNT + feature] as number
        }
      }
      sums.fill(0)
      run(thresholdsAt, thresholdsEnd, holdsAt, thresholdsEnd, treesEnd)
      for (const [at, result] of results.entries()) {
        result.set(sums.subarray(at * ROWS, at * ROWS + count), from)
      }
    }
    return results
  }
}

interface PlacedTree {
  readonly tree: CompiledTree
  readonly sum: number
  readonly holdsAt: number
}

function writeTree(memory: DataView, place: number, { tree, sum, holdsAt }: PlacedTree): void {
  for (const [leaf, value] of tree.values.entries()) {
    memory.setFloat32(place + TREE.values + 4 * leaf, value, true)
  }
  for (const [split, condition] of tree.conditions.entries()) {
    memory.setInt32(place + TREE.conditions + 4 * split, holdsAt + HOLDS_BYTES * condition, true)
    memory.setUint8(place + TREE.lefts + split, reachedAt(tree.lefts[split] as number))
    memory.setUint8(place + TREE.rights + split, reachedAt(tree.rights[split] as number))
  }
  memory.setInt32(place + TREE.sum, sum, true)
}
