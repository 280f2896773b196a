import { availableParallelism } from 'node:os'
import type { Space } from '../space/space.ts'
import { encodeSpace } from '../space/space-encoding.ts'
import { exitOf, forkProgram, sendTo } from './child-process.ts'
import type { FromWorld, ToWorld, WorldRange } from './world-child.ts'

/** More take memory, a fifth of a gigabyte each. */
const PROCESSES_MAX = 4

export interface InProcesses {
  /** Default: as many as there are cores, at most 4. */
  readonly processes?: number
  /** Only the first so many architectures. */
  readonly size?: number
}

/**
 * What the processes of all architectures deviate by in a world, by measure: the bits of
 * `deviationsOf`, computed in processes of their own, so that requests are answered meanwhile.
 * @throws Error with what the first process that failed says
 */
export async function deviationsInProcesses(
  asked: Omit<WorldRange, 'from' | 'to'>,
  space: Space,
  {
    processes = Math.min(PROCESSES_MAX, availableParallelism()),
    size = space.size,
  }: InProcesses = {},
): Promise<Float64Array[]> {
  const bytes = encodeSpace(space)
  const step = Math.ceil(size / processes)
  const whole = asked.budget.measures.map(() => new Float64Array(size))
  await Promise.all(
    Array.from({ length: Math.ceil(size / step) }, async (_, at) => {
      const range = { ...asked, from: at * step, to: Math.min(size, (at + 1) * step) }
      const columns = await rangeOf(range, bytes)
      for (const [measure, column] of columns.entries()) whole[measure]?.set(column, range.from)
    }),
  )
  return whole
}

async function rangeOf(range: WorldRange, space: Uint8Array): Promise<readonly Float64Array[]> {
  const child = forkProgram(new URL('./world-child.ts', import.meta.url))
  const exited = exitOf(child)
  try {
    return await new Promise((resolve, reject) => {
      child.on('message', (message) => {
        const told = message as FromWorld
        if ('error' in told) reject(new Error(told.error))
        else resolve(told.columns)
      })
      child.once('error', reject)
      exited.then(() => reject(new Error('The process that computes a world ended.')))
      const send = async (message: ToWorld) => sendTo(child, message)
      send({ space })
        .then(() => send(range))
        .catch(reject)
    })
  } finally {
    child.kill()
    await exited
  }
}
