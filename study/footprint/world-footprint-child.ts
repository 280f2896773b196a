import { packPredictions } from '../../fitness/packed-predictions.ts'
import type { PredictionTable } from '../../fitness/prediction-table.ts'
import { distancesTo } from '../../landscape/distance-correlation.ts'
import { footprintOf } from '../../landscape/footprint.ts'
import type { Footprint } from '../../landscape/footprint-entries.ts'
import type { NeighbourGraph, Operator } from '../../space/neighbour-graph.ts'
import { buildNeighbourGraph } from '../../space/neighbour-graphs.ts'
import { decodeSpace } from '../../space/space-encoding.ts'
import { completed } from '../../surrogate/worlds/completed.ts'
import { drawWorld } from '../../surrogate/worlds/draw-world.ts'
import { sharingParts } from '../../surrogate/worlds/shared-parts.ts'
import { worldValues } from '../../surrogate/worlds/world-cells.ts'
import type { WorldBudget } from '../../surrogate/worlds/world-file.ts'
import { openBudget } from '../../surrogate/worlds/world-model.ts'

// A process of its own, started by world-footprints.ts: receives the problem once, then ranges and worlds.

/** What stays the same for all worlds: one measure at one budget. */
export interface WorldsProblem {
  readonly instance: string
  /** Encoded. */
  readonly space: Uint8Array
  /** Of the one measure, and all that it correlates with. */
  readonly budget: WorldBudget
  readonly among: readonly string[]
  readonly correlations: readonly (readonly number[])[]
  readonly predictions: PredictionTable
  readonly operator: Operator
  readonly noiseDeviation: number | null
}
export type ToWorlds =
  | { readonly problem: WorldsProblem; readonly worlds: number }
  /** Architectures whose values are drawn in every world. */
  | { readonly from: number; readonly to: number }
  /** The values of all architectures in one world. */
  | { readonly fitness: Float32Array }
export type FromWorlds =
  /** By world. */
  | { readonly values: Float32Array[] }
  | { readonly footprint: Footprint }
  | { readonly error: string }

interface Opened {
  valuesOf(from: number, to: number): Float32Array[]
  footprintOf(fitness: Float32Array): Footprint
}

function opened({ instance, budget, operator, ...sent }: WorldsProblem, worlds: number): Opened {
  const space = decodeSpace(Uint8Array.from(sent.space))
  const predictions = packPredictions(sent.predictions)
  let known: NeighbourGraph | undefined
  const graphOf = () => {
    known ??= buildNeighbourGraph(space, operator)
    return known
  }
  const { among, correlations } = sent
  const open = completed(openBudget(budget, { instance, space, correlations, among }))
  const seeds = Array.from({ length: worlds }, (_, seed) => seed)
  const draws = seeds.map((seed) => drawWorld(open, seed))
  const deviationsOf = sharingParts(open, draws, space)
  const values = seeds.map((seed) => worldValues(open, { predictions, seed }))
  const own = new Float64Array(1)
  return {
    valuesOf(from, to) {
      const columns = seeds.map(() => new Float32Array(to - from))
      for (let id = from; id < to; id++) {
        const deviations = deviationsOf(id)
        for (const [world, column] of columns.entries()) {
          own[0] = deviations[world] as number
          column[id - from] = values[world]?.(id, { deviations: own, run: null })[0] as number
        }
      }
      return columns
    },
    footprintOf: (fitness) => {
      const graph = graphOf()
      return footprintOf({
        landscape: { graph, fitness: Float64Array.from(fitness) },
        distancesTo: (target) => distancesTo(target, operator, { space, graph }),
        noiseDeviation: sent.noiseDeviation,
        // A world is of one budget.
        acrossBudgets: {
          persistencePositive: null,
          persistenceNegative: null,
          budgetCorrelation: null,
        },
      }).footprint
    },
  }
}

let open: Opened | null = null

function answerTo(message: ToWorlds): FromWorlds | null {
  if ('problem' in message) {
    open = opened(message.problem, message.worlds)
    return null
  }
  if (open === null) throw new Error('A question came before its problem')
  if ('fitness' in message) return { footprint: open.footprintOf(message.fitness) }
  return { values: open.valuesOf(message.from, message.to) }
}

process.on('message', (message: ToWorlds) => {
  try {
    const answer = answerTo(message)
    if (answer !== null) process.send?.(answer)
  } catch (error) {
    const reason = error instanceof Error ? (error.stack ?? error.message) : String(error)
    process.send?.({ error: reason } satisfies FromWorlds)
  }
})
// The parent is gone: nobody waits for an answer.
process.on('disconnect', () => process.exit())
