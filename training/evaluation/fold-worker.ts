import type { Instance } from '../../fitness/instance.ts'
import { editDistances } from '../../space/edit-distance.ts'
import type { NeighbourGraph } from '../../space/neighbour-graph.ts'
import { decodeSpace } from '../../space/space-encoding.ts'
import { fitSurrogate } from '../model.ts'
import type { Recipe } from '../recipe.ts'
import { type FoldContext, type FoldData, type FoldResult, type FoldTask, runFold } from './fold.ts'

// A process of its own, started by run-folds.ts: receives the data once, then task after task.

/** What stays the same for all tasks. */
export interface FoldCommon {
  readonly instance: Instance
  readonly recipe: Recipe
  /** Encoded. */
  readonly space: Uint8Array
  readonly graph: NeighbourGraph
  readonly data: readonly FoldData[]
}
export type ToWorker =
  | { readonly common: FoldCommon }
  | { readonly at: number; readonly task: FoldTask }
export type FromWorker =
  | { readonly at: number; readonly result: FoldResult }
  | { readonly error: string }

let received: { data: readonly FoldData[]; context: FoldContext } | null = null

function answer(message: ToWorker): FromWorker | null {
  if ('common' in message) {
    const { instance, recipe, space, graph, data } = message.common
    const distancesFrom = (ids: Iterable<number>) => editDistances(graph, ids)
    received = {
      data,
      context: { instance, recipe, space: decodeSpace(space), distancesFrom, fitSurrogate },
    }
    return null
  }
  const { at, task } = message
  const data = received?.data[task.data]
  if (received === null || data === undefined) throw new Error('A task came before its data')
  return { at, result: runFold(data, task, received.context) }
}

process.on('message', (message: ToWorker) => {
  let reply: FromWorker | null
  try {
    reply = answer(message)
  } catch (error) {
    reply = { error: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  }
  if (reply !== null) process.send?.(reply)
})
// The parent is gone: nobody waits for an answer.
process.on('disconnect', () => process.exit())
