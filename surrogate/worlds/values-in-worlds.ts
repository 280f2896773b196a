import { measureName } from '../../fitness/measure.ts'
import type { PackedPredictions } from '../../fitness/packed-predictions.ts'
import type { Space } from '../../space/space.ts'
import { FEATURE_COUNT, writeFeatures } from '../features/features.ts'
import { drawWorld } from './draw-world.ts'
import { severalWorlds } from './several-worlds.ts'
import { worldValues } from './world-cells.ts'
import { type OpenBudget, writeRow } from './world-model.ts'

interface Asked {
  readonly space: Space
  readonly predictions: PackedPredictions
  readonly budget: OpenBudget
  readonly ids: Uint32Array
  /** Full names of the measures that are wanted. */
  readonly measures: readonly string[]
  /** How many worlds, from seed 0. */
  readonly worlds: number
}

const CELLS_A_STEP = 4

/**
 * True values of some architectures in several worlds at once, which costs a fourth of asking world
 * by world. Yields now and then, so that others get their turn.
 * @returns by world, then by measure, in the order of the ids
 */
export function* valuesInWorlds({
  space,
  predictions,
  budget,
  ids,
  measures,
  worlds,
}: Asked): Generator<undefined, Float64Array[][]> {
  const draws = []
  for (let seed = 0; seed < worlds; seed++) {
    draws.push(drawWorld(budget, seed))
    yield
  }
  const several = severalWorlds(budget, draws)
  const valuesOf = draws.map((_, seed) => worldValues(budget, { predictions, seed }))
  const places = measures.map((name) =>
    predictions.measures.findIndex((measure) => measureName(measure) === name),
  )
  const found = draws.map(() => measures.map(() => new Float64Array(ids.length)))
  const features = new Float32Array(FEATURE_COUNT)
  const row = new Float64Array(FEATURE_COUNT)
  for (const [at, id] of ids.entries()) {
    writeFeatures(space.cellOf(id), features, 0)
    writeRow(budget, features, { at: 0, out: row })
    for (const [world, deviations] of several.at(row).entries()) {
      const values = valuesOf[world]?.(id, { deviations, run: null })
      for (const [own, place] of places.entries()) {
        const column = found[world]?.[own]
        if (column !== undefined) column[at] = values?.[place] ?? Number.NaN
      }
    }
    if (at % CELLS_A_STEP === CELLS_A_STEP - 1) yield
  }
  return found
}
