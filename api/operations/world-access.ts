import type { PackedPredictions } from '../../fitness/packed-predictions.ts'
import type { WorldDraw } from '../../surrogate/worlds/draw-world.ts'
import type { WorldsFile } from '../../surrogate/worlds/world-file.ts'
import type { OpenBudget } from '../../surrogate/worlds/world-model.ts'
import type { Caller } from './run-cooperatively.ts'

/** What worlds of a surrogate are drawn from; null where its file is missing. */
export type ReadWorlds = (surrogate: string) => Promise<WorldsFile | null>

export interface WholeWorldRequest {
  /** Id of the surrogate. */
  readonly surrogate: string
  readonly epochs: number
  readonly seed: number
  readonly predictions: PackedPredictions
  readonly budget: OpenBudget
  /** The world of the seed. */
  readonly draw: WorldDraw
  /** Who waits for it: once all have left it is to be stopped. */
  readonly callers: Caller
}

/** The true values of all architectures, in the order of the predictions; null where it has none. */
export type ComputeWorld = (request: WholeWorldRequest) => Promise<readonly Float32Array[] | null>
