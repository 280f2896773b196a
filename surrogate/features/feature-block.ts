import type { CellGraph } from './cell-graph.ts'

/** A family of features that a kernel weighs together. */
export interface FeatureBlock {
  readonly name: string
  /** Of the features, in the order in which `write` writes them. */
  readonly features: readonly string[]
  /**
   * Writes the features of a cell to `out` from place `at` on. Called for 423,624 architectures, so
   * the blocks make no lists and no functions.
   * @returns the place after the last one
   */
  write(graph: CellGraph, out: Float32Array, at: number): number
}

export const OPERATION_INDICES = [0, 1, 2] as const
