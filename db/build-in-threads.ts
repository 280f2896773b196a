import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { setImmediate } from 'node:timers/promises'
import { emptyHashes, findArchitectures, sortedSpace } from '../space/build-space.ts'
import type { Space } from '../space/space.ts'
import { type HashingWork, hashInTurns } from './hashing-work.ts'
import { startThread } from './typescript-thread.ts'

const THREADS_MAX = 4

/**
 * Builds the space on every core, this thread's included, which answers in between: five seconds on
 * two cores.
 */
export async function buildInThreads(
  onProgress?: (done: number, total: number) => void,
): Promise<Space> {
  // They load their code while this one enumerates.
  const others = Array.from({ length: Math.min(availableParallelism(), THREADS_MAX) - 1 }, () =>
    startThread(new URL('./hash-thread.ts', import.meta.url), null),
  )
  const ended = Promise.all(others.map((thread) => once(thread, 'exit'))) // rejects at an error
  ended.catch(() => {})
  const found = findArchitectures()
  const work: HashingWork = {
    forms: found.forms,
    hashes: emptyHashes(),
    taken: new Int32Array(new SharedArrayBuffer(4)),
  }
  for (const thread of others) thread.postMessage(work)
  for (const done of hashInTurns(work)) {
    onProgress?.(done, found.forms.length)
    await setImmediate() // a server answers that it is not ready yet
  }
  await ended
  return sortedSpace(found, work.hashes)
}
