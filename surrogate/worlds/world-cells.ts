import { measureName } from '../../fitness/measure.ts'
import type { PackedPredictions } from '../../fitness/packed-predictions.ts'
import type { World } from '../../fitness/world.ts'
import type { Space } from '../../space/space.ts'
import { FEATURE_COUNT, writeFeatures } from '../features/features.ts'
import { type CorrelatedNormals, correlatedNormals } from './correlated-normals.ts'
import { deviationsAt, type WorldDraw } from './draw-world.ts'
import { type OpenBudget, writeRow } from './world-model.ts'
import { worldValue } from './world-value.ts'

/** What a world is of. */
export interface WorldProblem {
  readonly space: Space
  readonly predictions: PackedPredictions
  readonly seed: number
}

/** By class of distance: 0 to 1, 2, and 3 or more graph edits. */
function classOf(distance: number): 0 | 1 | 2 {
  if (distance <= 1) return 0
  return distance === 2 ? 1 : 2
}

const RUNS_MAX = 64

interface Deviating {
  /** Of the processes, by measure. */
  readonly deviations: Float64Array
  /** Of which the noise is added; null for the true values. */
  readonly run: string | null
}

/**
 * Values of architectures from what their processes deviate by, in the order of the packed
 * predictions; the next call overwrites them.
 */
export function worldValues(
  budget: OpenBudget,
  { predictions, seed }: Omit<WorldProblem, 'space'>,
): (architectureId: number, of: Deviating) => Float64Array {
  const { measures, scales, rest } = budget
  const places = predictions.measures.map((measure) => measures.indexOf(measureName(measure)))
  const own = correlatedNormals(budget, seed, 'own')
  const runs = new Map<string, CorrelatedNormals>()
  const runOf = (run: string): CorrelatedNormals => {
    const known = runs.get(run)
    if (known !== undefined) return known
    const made = correlatedNormals(budget, seed, `run ${run}`)
    if (runs.size >= RUNS_MAX) runs.clear()
    runs.set(run, made)
    return made
  }
  const values = new Float64Array(places.length)
  return (architectureId, { deviations, run }) => {
    const distance = classOf(predictions.nearestMeasuredOf(architectureId))
    const noise = run === null ? null : runOf(run)(architectureId)
    for (let at = 0; at < places.length; at++) {
      const place = places[at] as number
      const beyond = rest[place]?.[distance] as number
      values[at] = worldValue(
        {
          distribution: predictions.distributions[at] as PackedPredictions['distributions'][number],
          mean: predictions.meanOf(at, architectureId),
          ofRun: predictions.deviationOf(at, architectureId),
          scale: scales[place]?.[distance] as number,
          rest: beyond,
        },
        {
          process: deviations[place] as number,
          own: beyond > 0 ? (own(architectureId)[place] as number) : 0,
          run: noise === null ? null : (noise[place] as number),
        },
      )
    }
    return values
  }
}

/** The values of a world at a budget, architecture by architecture. */
export function worldCells(
  budget: OpenBudget,
  draw: WorldDraw,
  problem: WorldProblem,
): Pick<World, 'valuesAt'> {
  const { space } = problem
  const features = new Float32Array(FEATURE_COUNT)
  const row = new Float64Array(FEATURE_COUNT)
  const deviations = new Float64Array(budget.measures.length)
  const values = worldValues(budget, problem)
  return {
    valuesAt(architectureId, run) {
      writeFeatures(space.cellOf(architectureId), features, 0)
      writeRow(budget, features, { at: 0, out: row })
      deviationsAt(budget, draw, { row, out: deviations })
      return values(architectureId, { deviations, run })
    },
  }
}
