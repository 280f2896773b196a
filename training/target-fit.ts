import type { Instance } from '../fitness/instance.ts'
import { FEATURE_COUNT } from '../surrogate/features/features.ts'
import type { Kernel, Standardisation } from './gaussian-process/kernel.ts'
import type { Posterior, PosteriorMean } from './gaussian-process/posterior.ts'
import type { LeftOut } from './left-out.ts'
import type { MeasureTarget } from './targets.ts'

/**
 * By architecture id of the whole space: graph edits to the nearest of some architectures, 255 where
 * none can be reached.
 */
export type Distances = (architectureIds: Int32Array) => Uint8Array

export interface KernelContext {
  readonly instance: Instance
  /** Coordinates of all rows of the set. */
  readonly rows: Float64Array
  /** Sample group of each row. */
  readonly groups: Int32Array
  readonly standardisation: Standardisation
  readonly seed: number
  /** From so many rows on a kernel is fitted as for many. Default: `MANY_ROWS`. */
  readonly manyRows?: number
  readonly onProgress?: (line: string) => void
}

/** A target with a kernel, and what the process says of it. */
export interface TargetFit {
  readonly target: MeasureTarget
  readonly name: string
  readonly baseKernel: Kernel
  /** Of the base kernel. */
  readonly factor: number
  /** Variance of the noise of a row whose share is 1. */
  readonly noise: number
  readonly conditioning: Conditioning
  /** By all rows of the target. */
  posterior(): Posterior
  /** @param folds of the target's rows; the hyperparameters stay */
  leftOut(folds: Int32Array): LeftOut
}

/** The rows that the variance of a process is conditioned on, in their order. */
export interface Conditioning {
  /** Places in the training set. */
  readonly rows: Int32Array
  /** Variance of the noise of each; empty where the rows are inducing rows. */
  readonly noises: Float64Array
}

/** A target of which only the mean is asked. */
export interface TargetMean {
  readonly target: MeasureTarget
  posterior(): PosteriorMean
  leftOut(folds: Int32Array): Float64Array
}

/** Coordinates of some rows. */
export function rowsOf(all: Float64Array, rows: Int32Array): Float64Array {
  const out = new Float64Array(rows.length * FEATURE_COUNT)
  for (const [at, row] of rows.entries()) {
    out.set(all.subarray(row * FEATURE_COUNT, (row + 1) * FEATURE_COUNT), at * FEATURE_COUNT)
  }
  return out
}
