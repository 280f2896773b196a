import { setImmediate } from 'node:timers/promises'
import { clientLeft } from '../api/operations/errors.ts'
import type { ComputeWorld, ReadWorlds } from '../api/operations/world-access.ts'
import type { Space } from '../space/space.ts'
import type { SurrogateModel } from '../surrogate/predictor.ts'
import { worldColumns } from '../surrogate/worlds/whole-world.ts'
import { worldsOfModel } from '../surrogate/worlds-file.ts'
import { deviationsInProcesses } from './world-in-processes.ts'

const WATCH_MS = 200

/** How a service reads what worlds are drawn from, and computes whole ones on all cores. */
export function worldAccess(
  models: readonly Pick<SurrogateModel, 'id' | 'path' | 'card'>[],
  space: Space,
): { readonly readWorlds: ReadWorlds; readonly computeWorld: ComputeWorld } {
  const readWorlds: ReadWorlds = async (id) => {
    const model = models.find((one) => one.id === id)
    return model === undefined ? null : worldsOfModel(model)
  }
  const computeWorld: ComputeWorld = async ({ budget, draw, seed, predictions, callers }) => {
    const stopped = new AbortController()
    const watch = setInterval(() => callers.hasLeft() && stopped.abort(clientLeft()), WATCH_MS)
    try {
      const { signal } = stopped
      const deviations = await deviationsInProcesses({ budget, draw }, space, { signal })
      return await settled(worldColumns(budget, deviations, { space, predictions, seed }))
    } finally {
      clearInterval(watch)
    }
  }
  return { readWorlds, computeWorld }
}

/** Runs steps and lets requests be answered in between. */
async function settled<Result>(steps: Generator<undefined, Result>): Promise<Result> {
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
    await setImmediate()
  }
}
