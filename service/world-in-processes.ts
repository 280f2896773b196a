import { availableParallelism } from 'node:os'
import type { Space } from '../space/space.ts'
import { encodeSpace } from '../space/space-encoding.ts'
import type { WorldDraw } from '../surrogate/worlds/draw-world.ts'
import type { BudgetParts } from '../surrogate/worlds/world-model.ts'
import { exitOf, forkProgram, sendTo } from './child-process.ts'
import type { FromWorld, ToWorld, WorldRange } from './world-child.ts'

/** More take memory, a fifth of a gigabyte each. */
const PROCESSES_MAX = 4

export interface InProcesses {
  /** Default: as many as there are cores, at most 4. */
  readonly processes?: number
  /** Only the first so many architectures. */
  readonly size?: number
  /** Ends the processes. */
  readonly signal?: AbortSignal
}

/**
 * What the processes of all architectures deviate by in a world, by measure: the bits of
 * `deviationsOf`, computed in processes of their own, so that requests are answered meanwhile.
 * @throws Error with what the first process that failed says
 */
export async function deviationsInProcesses(
  { budget, draw }: { readonly budget: BudgetParts; readonly draw: WorldDraw },
  space: Space,
  {
    processes = Math.min(PROCESSES_MAX, availableParallelism()),
    size = space.size,
    signal,
  }: InProcesses = {},
): Promise<Float64Array[]> {
  const bytes = encodeSpace(space)
  const step = Math.ceil(size / processes)
  const { measures, parts, offsets, featureScales, scratch } = budget
  // Of an open budget only this: the rest takes long to send, and longer to compute again.
  const asked = { budget: { measures, parts, offsets, featureScales, scratch }, draw }
  const whole = measures.map(() => new Float64Array(size))
  const failed = new AbortController()
  const stop = signal === undefined ? failed.signal : AbortSignal.any([signal, failed.signal])
  try {
    await Promise.all(
      Array.from({ length: Math.ceil(size / step) }, async (_, at) => {
        const range = { ...asked, from: at * step, to: Math.min(size, (at + 1) * step) }
        const columns = await rangeOf(range, bytes, stop)
        for (const [measure, column] of columns.entries()) whole[measure]?.set(column, range.from)
      }),
    )
  } finally {
    failed.abort()
  }
  return whole
}

async function rangeOf(
  range: WorldRange,
  space: Uint8Array,
  signal: AbortSignal,
): Promise<readonly Float64Array[]> {
  signal.throwIfAborted()
  const child = forkProgram(new URL('./world-child.ts', import.meta.url))
  const exited = exitOf(child)
  const stop = () => child.kill()
  signal.addEventListener('abort', stop)
  try {
    return await new Promise((resolve, reject) => {
      child.on('message', (message) => {
        const told = message as FromWorld
        if ('error' in told) reject(new Error(told.error))
        else resolve(told.columns)
      })
      child.once('error', reject)
      const ended = () => signal.reason ?? new Error('The process that computes a world ended.')
      exited.then(() => reject(ended()))
      const send = async (message: ToWorld) => sendTo(child, message)
      send({ space })
        .then(() => send(range))
        .catch((error: unknown) => reject(signal.aborted ? signal.reason : error))
    })
  } finally {
    signal.removeEventListener('abort', stop)
    child.kill()
    await exited
  }
}
