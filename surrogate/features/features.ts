import { type Cell, parseCell } from '../../space/cell.ts'
import type { Space } from '../../space/space.ts'
import type { AddFeature } from './add-feature.ts'
import { type CellGraph, cellGraph } from './cell-graph.ts'
import { costFeatures, widthFeatures } from './cost.ts'
import { countFeatures, degreeFeatures, pathFeatures } from './graf.ts'
import { depthFeatures, edgeFeatures, outputFeatures, receptiveFieldFeatures } from './structure.ts'

/** Raised when a feature is added, removed or computed otherwise: models refuse other features. */
export const FEATURES_VERSION = 1

interface FeatureBlock {
  readonly name: string
  readonly compute: (graph: CellGraph, add: AddFeature) => void
}

/** Families of features that a kernel weighs together, in the order of the vector. */
const BLOCKS: readonly FeatureBlock[] = [
  { name: 'counts', compute: countFeatures },
  { name: 'paths', compute: pathFeatures },
  { name: 'degrees', compute: degreeFeatures },
  { name: 'edges', compute: edgeFeatures },
  { name: 'depth', compute: depthFeatures },
  { name: 'width', compute: widthFeatures },
  { name: 'cost', compute: costFeatures },
  { name: 'receptive field', compute: receptiveFieldFeatures },
  { name: 'output', compute: outputFeatures },
]

function listFeatures(): { name: string; block: number }[] {
  const { cell } = parseCell(
    [
      [0, 1],
      [0, 0],
    ],
    ['input', 'output'],
  )
  const features: { name: string; block: number }[] = []
  for (const [block, { compute }] of BLOCKS.entries()) {
    compute(cellGraph(cell), (name) => features.push({ name: name(), block }))
  }
  return features
}

/** Name of each feature and the block it belongs to, in the order of the vector. */
export const FEATURES: readonly { readonly name: string; readonly block: number }[] = listFeatures()
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
  const add = (_: () => string, value: number) => {
    out[place++] = value
  }
  for (const { compute } of BLOCKS) compute(graph, add)
}

/** Vectors of the given architectures, one after the other: count × FEATURE_COUNT. */
export function featuresOf(space: Space, architectureIds: ArrayLike<number>): Float32Array {
  const features = new Float32Array(architectureIds.length * FEATURE_COUNT)
  for (let row = 0; row < architectureIds.length; row++) {
    writeFeatures(space.cellOf(architectureIds[row] as number), features, row * FEATURE_COUNT)
  }
  return features
}
