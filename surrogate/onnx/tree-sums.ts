import { FEATURE_COUNT } from '../features/features.ts'
import type { TreeEnsemble } from './cut-trees.ts'

/** A comparison that splits make: whether a feature is at most a threshold. */
interface Conditions {
  readonly features: Uint16Array
  readonly thresholds: Float32Array
}

/** An ensemble whose splits name conditions. */
interface Compiled {
  readonly ensemble: TreeEnsemble
  /** By node; -1 of a leaf. */
  readonly conditions: Int32Array
}

// One bit a row.
const ROWS = 32

/**
 * Sums trees for many rows at once. Ensembles of one model split at the same few thresholds, so each
 * comparison is made once; which rows reach a node is then an `and` of words of 32 rows.
 * @returns sums of each ensemble, one a row, added in single precision in the order of the trees, as ONNX Runtime does
 */
export function treeSums(
  ensembles: readonly TreeEnsemble[],
): (features: Float32Array) => Float32Array[] {
  const { conditions, compiled } = compile(ensembles)
  const holds = new Int32Array(conditions.features.length)
  const nodes = Math.max(0, ...ensembles.map(({ features }) => features.length))
  const reached = new Int32Array(nodes)
  return (features) => {
    const rows = features.length / FEATURE_COUNT
    const sums = ensembles.map(() => new Float32Array(rows))
    for (let from = 0; from < rows; from += ROWS) {
      const count = Math.min(ROWS, rows - from)
      compare(conditions, { features, from, count }, holds)
      for (let at = 0; at < compiled.length; at++) {
        const sum = (sums[at] as Float32Array).subarray(from, from + count)
        addTrees(compiled[at] as Compiled, holds, reached, sum)
      }
    }
    return sums
  }
}

function compile(ensembles: readonly TreeEnsemble[]) {
  const known = new Map<string, number>()
  const features: number[] = []
  const thresholds: number[] = []
  const conditionOf = (feature: number, threshold: number) => {
    const key = `${feature} ${threshold}`
    const before = known.get(key)
    if (before !== undefined) return before
    thresholds.push(threshold)
    known.set(key, features.push(feature) - 1)
    return features.length - 1
  }
  const compiled = ensembles.map((ensemble) => ({
    ensemble,
    conditions: Int32Array.from(ensemble.features, (feature, node) =>
      feature < 0 ? -1 : conditionOf(feature, ensemble.values[node] as number),
    ),
  }))
  const conditions: Conditions = {
    features: Uint16Array.from(features),
    thresholds: Float32Array.from(thresholds),
  }
  return { conditions, compiled }
}

interface Rows {
  readonly features: Float32Array
  readonly from: number
  readonly count: number
}

function compare(conditions: Conditions, { features, from, count }: Rows, holds: Int32Array): void {
  for (let condition = 0; condition < holds.length; condition++) {
    const threshold = conditions.thresholds[condition] as number
    let place = from * FEATURE_COUNT + (conditions.features[condition] as number)
    let bits = 0
    for (let row = 0; row < count; row++) {
      bits |= ((features[place] as number) <= threshold ? 1 : 0) << row
      place += FEATURE_COUNT
    }
    holds[condition] = bits
  }
}

function addTrees(
  { ensemble: { starts, values, lefts, rights }, conditions }: Compiled,
  holds: Int32Array,
  reached: Int32Array,
  sums: Float32Array,
): void {
  const all = sums.length === ROWS ? -1 : (1 << sums.length) - 1
  for (let tree = 0; tree < starts.length - 1; tree++) {
    const end = starts[tree + 1] as number
    reached[starts[tree] as number] = all
    for (let node = starts[tree] as number; node < end; node++) {
      let bits = reached[node] as number
      const condition = conditions[node] as number
      if (condition >= 0) {
        const hold = holds[condition] as number
        reached[lefts[node] as number] = bits & hold
        reached[rights[node] as number] = bits & ~hold
        continue
      }
      const value = values[node] as number
      while (bits !== 0) {
        const row = 31 - Math.clz32(bits & -bits)
        sums[row] = (sums[row] as number) + value
        bits &= bits - 1
      }
    }
  }
}
