import { packPredictions } from '../../fitness/packed-predictions.ts'
import type { PredictionTable } from '../../fitness/prediction-table.ts'
import { distancesTo } from '../../landscape/distance-correlation.ts'
import { footprintOf } from '../../landscape/footprint.ts'
import type { Footprint } from '../../landscape/footprint-entries.ts'
import type { Operator } from '../../space/neighbour-graph.ts'
import { buildNeighbourGraph } from '../../space/neighbour-graphs.ts'
import { decodeSpace } from '../../space/space-encoding.ts'
import { drawWorld } from '../../surrogate/worlds/draw-world.ts'
import { wholeWorld } from '../../surrogate/worlds/whole-world.ts'
import type { WorldBudget } from '../../surrogate/worlds/world-file.ts'
import { openBudget } from '../../surrogate/worlds/world-model.ts'

// A process of its own, started by world-footprints.ts: receives the problem once, then world after world.

/** What stays the same for all worlds: one measure at one budget. */
export interface WorldsProblem {
  readonly instance: string
  /** Encoded. */
  readonly space: Uint8Array
  /** Of the one measure. */
  readonly budget: WorldBudget
  readonly predictions: PredictionTable
  readonly operator: Operator
  readonly noiseDeviation: number | null
}
export type ToWorlds = { readonly problem: WorldsProblem } | { readonly world: number }
export type FromWorlds = { readonly footprint: Footprint } | { readonly error: string }

/** Runs steps to their end. */
function result<Result>(steps: Generator<unknown, Result>): Result {
  let step = steps.next()
  while (!step.done) step = steps.next()
  return step.value
}

function opened({ instance, budget, operator, noiseDeviation, ...sent }: WorldsProblem) {
  const space = decodeSpace(Uint8Array.from(sent.space))
  const predictions = packPredictions(sent.predictions)
  const graph = buildNeighbourGraph(space, operator)
  const open = result(openBudget(budget, { instance, space, correlations: [[1]] }))
  return (seed: number): Footprint => {
    const drawn = wholeWorld(open, drawWorld(open, seed), { space, predictions, seed })
    const [values] = result(drawn)
    return footprintOf({
      landscape: { graph, fitness: Float64Array.from(values ?? []) },
      distancesTo: (target) => distancesTo(target, operator, { space, graph }),
      noiseDeviation,
      // A world is of one budget.
      acrossBudgets: {
        persistencePositive: null,
        persistenceNegative: null,
        budgetCorrelation: null,
      },
    }).footprint
  }
}

let footprintOfWorld: ((seed: number) => Footprint) | null = null

process.on('message', (message: ToWorlds) => {
  try {
    if ('problem' in message) {
      footprintOfWorld = opened(message.problem)
      return
    }
    if (footprintOfWorld === null) throw new Error('A world came before its problem')
    process.send?.({ footprint: footprintOfWorld(message.world) } satisfies FromWorlds)
  } catch (error) {
    const reason = error instanceof Error ? (error.stack ?? error.message) : String(error)
    process.send?.({ error: reason } satisfies FromWorlds)
  }
})
// The parent is gone: nobody waits for an answer.
process.on('disconnect', () => process.exit())
