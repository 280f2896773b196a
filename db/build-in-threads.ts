import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { setImmediate } from 'node:timers/promises'
import type { Worker } from 'node:worker_threads'
import { sortedSpace } from '../space/build-space.ts'
import { labelledGraphs } from '../space/labelled-graphs.ts'
import type { Space } from '../space/space.ts'
import type { FoundWork, HashThreadData } from './hash-thread.ts'
import { hashInTurns } from './hashing-work.ts'
import { startThread } from './typescript-thread.ts'

const THREADS_MAX = 4

export interface Building {
  readonly onProgress?: ((done: number, total: number) => void) | undefined
  /** Until then this thread has other things to do, and the others build alone. */
  readonly joins?: Promise<unknown> | undefined
}

/**
 * Builds the space on every core, this thread's included, which answers in between: two seconds on
 * two cores.
 */
export async function buildInThreads({ onProgress, joins }: Building = {}): Promise<Space> {
  const count = Math.max(Math.min(availableParallelism(), THREADS_MAX) - 1, 1)
  const [finder, ...others] = Array.from({ length: count }, (_, at) => {
    const data: HashThreadData = { finds: at === 0 }
    return startThread(new URL('./hash-thread.ts', import.meta.url), data)
  }) as [Worker, ...Worker[]]
  const ended = Promise.all([finder, ...others].map((thread) => once(thread, 'exit')))
  ended.catch(() => {}) // thrown below
  const [work] = (await once(finder, 'message')) as [FoundWork] // rejects at an error
  for (const thread of others) thread.postMessage(work)
  await joins
  const graphs = labelledGraphs()
  for (const done of hashInTurns(work)) {
    onProgress?.(done, work.forms.length)
    await setImmediate() // a server answers that it is not ready yet
  }
  await ended
  return sortedSpace({ ...work, graphs }, work.hashes)
}
