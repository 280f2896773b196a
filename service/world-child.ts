import { messageOf } from '../report/message-of.ts'
import { decodeSpace } from '../space/space-encoding.ts'
import { completed } from '../surrogate/worlds/completed.ts'
import type { WorldDraw } from '../surrogate/worlds/draw-world.ts'
import { deviationsOf } from '../surrogate/worlds/whole-world.ts'
import type { BudgetParts } from '../surrogate/worlds/world-model.ts'
import { endWithParent } from './end-with-parent.ts'

// A process that world-in-processes.ts starts: it computes a range of a world and ends.

export interface WorldRange {
  readonly budget: BudgetParts
  readonly draw: WorldDraw
  /** Ids of the first architecture, and after the last one. */
  readonly from: number
  readonly to: number
}

/** What the child is sent, in this order. */
export type ToWorld = { readonly space: Uint8Array } | WorldRange

/** What it answers: the deviations of the processes, by measure. */
export type FromWorld = { readonly columns: readonly Float64Array[] } | { readonly error: string }

let space = new Uint8Array()

function send(message: FromWorld): Promise<void> {
  return new Promise((resolve, reject) => {
    if (process.send === undefined) reject(new Error('Started without a parent'))
    else process.send(message, (error: Error | null) => (error ? reject(error) : resolve()))
  })
}

async function compute({ budget, draw, from, to }: WorldRange) {
  const decoded = decodeSpace(space)
  await send({ columns: completed(deviationsOf(budget, draw, { space: decoded, from, to })) })
}

process.on('message', (message: ToWorld) => {
  if ('space' in message) {
    space = Uint8Array.from(message.space)
    return
  }
  compute(message)
    .catch((error: unknown) => send({ error: messageOf(error) }))
    .finally(() => process.disconnect())
})
// The service is gone, in whatever way: nobody waits for the world.
process.on('disconnect', () => process.exit(0))
endWithParent()
