import type { Cell } from '../../space/cell.ts'
import type { Space } from '../../space/space.ts'
import { cellGraph } from './cell-graph.ts'
import { cost, width } from './cost.ts'
import type { FeatureBlock } from './feature-block.ts'
import { counts, degrees, paths } from './graf.ts'
import { depth, edges, output, receptiveField } from './structure.ts'

/** Raised when a feature is added, removed or computed otherwise: models refuse other features. */
export const FEATURES_VERSION = 1

/** Families of features that a kernel weighs together, in the order of the vector. */
const BLOCKS: readonly FeatureBlock[] = [
  counts,
  paths,
  degrees,
  edges,
  depth,
  width,
  cost,
  receptiveField,
  output,
]

/** Name of each feature and the block it belongs to, in the order of the vector. */
export const FEATURES: readonly { readonly name: string; readonly block: number }[] =
  BLOCKS.flatMap(({ features }, block) => features.map((name) => ({ name, block })))
export const FEATURE_COUNT = FEATURES.length

export const BLOCK_COUNT = BLOCKS.length

/** First feature of each block, and the end of the last. */
export const BLOCK_STARTS: readonly number[] = [
  ...BLOCKS.map((_, block) => FEATURES.findIndex((feature) => feature.block === block)),
  FEATURE_COUNT,
]

/**
 * The vector of a cell: FEATURE_COUNT numbers that do not depend on the order of its vertices, but
 * for rounding in the last digits; take the architecture's representative to be exact.
 */
export function writeFeatures(cell: Cell, out: Float32Array, at: number): void {
  const graph = cellGraph(cell)
  let place = at
  for (const block of BLOCKS) place = block.write(graph, out, place)
}

/** Vectors of the given architectures, one after the other: count × FEATURE_COUNT. */
export function featuresOf(space: Space, architectureIds: ArrayLike<number>): Float32Array {
  const features = new Float32Array(architectureIds.length * FEATURE_COUNT)
  for (let row = 0; row < architectureIds.length; row++) {
    writeFeatures(space.cellOf(architectureIds[row] as number), features, row * FEATURE_COUNT)
  }
  return features
}
