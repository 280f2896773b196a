import type { Release } from '../fitness/release.ts'
import type { Space } from '../space/space.ts'
import { exitOf, forkProgram, sendTo } from './child-process.ts'
import type { FromLandscapes, ToLandscapes } from './landscape-child.ts'
import { sendRelease } from './send-release.ts'

export interface ComputingLandscapes {
  readonly dataFolder: string
  readonly signal?: AbortSignal | undefined
  /** Called with the share that is done, 0 to 1. */
  readonly onProgress?: (share: number) => void
}

/**
 * Computes the landscapes of a release into the data folder, in a process of its own and of low
 * priority: requests are answered meanwhile, and all memory is given back.
 * @returns how many landscapes there are
 * @throws Error with what the process says; the reason of the signal where it is cut off
 */
export async function computeLandscapes(
  release: Release,
  space: Space,
  { dataFolder, signal, onProgress }: ComputingLandscapes,
): Promise<number> {
  signal?.throwIfAborted()
  const child = forkProgram(new URL('./landscape-child.ts', import.meta.url))
  const exited = exitOf(child)
  const stop = () => child.kill()
  signal?.addEventListener('abort', stop)
  try {
    return await new Promise<number>((resolve, reject) => {
      child.on('message', (message) => {
        const reply = message as FromLandscapes
        if ('error' in reply) reject(new Error(reply.error))
        else if ('progress' in reply) onProgress?.(reply.progress)
        else resolve(reply.landscapes)
      })
      child.once('error', reject)
      const cutOff = () => signal?.reason ?? new Error('the process that computes them ended')
      exited.then(() => reject(cutOff()))
      const last: ToLandscapes = { dataFolder }
      sendRelease(child, release, space)
        .then(() => sendTo(child, last))
        .catch((error: unknown) => reject(signal?.aborted ? signal.reason : error))
    })
  } finally {
    signal?.removeEventListener('abort', stop)
    child.kill()
    await exited
  }
}
