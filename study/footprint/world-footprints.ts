import { type ChildProcess, fork } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { Footprint } from '../../landscape/footprint-entries.ts'
import type { FromWorlds, ToWorlds, WorldsProblem } from './world-footprint-child.ts'

/** Each takes a quarter of a gigabyte. */
const PROCESSES_MAX = 4

/**
 * Footprints of worlds 0, 1, 2 and so on, each drawn and analysed in one of several processes.
 * @throws Error with what a process said that failed
 */
export async function worldFootprints(
  problem: WorldsProblem,
  worlds: number,
  onProgress?: (done: number, total: number) => void,
): Promise<Footprint[]> {
  const footprints = new Array<Footprint>(worlds)
  let next = 0
  let done = 0
  const work = async (child: ChildProcess) => {
    await send(child, { problem })
    for (let world = next++; world < worlds; world = next++) {
      const answer = answerOf(child)
      await send(child, { world })
      footprints[world] = await answer
      onProgress?.(++done, worlds)
    }
  }
  const count = Math.min(worlds, availableParallelism(), PROCESSES_MAX)
  const children = Array.from({ length: count }, startWorker)
  try {
    await Promise.all(children.map(work))
  } finally {
    for (const child of children) child.kill()
  }
  return footprints
}

function startWorker(): ChildProcess {
  const file = fileURLToPath(new URL('./world-footprint-child.ts', import.meta.url))
  return fork(file, {
    execArgv: ['--import', import.meta.resolve('tsx')],
    serialization: 'advanced', // typed arrays as they are
  })
}

function send(child: ChildProcess, message: ToWorlds): Promise<void> {
  return new Promise((resolve, reject) => {
    child.send(message, (error) => (error === null ? resolve() : reject(error)))
  })
}

function answerOf(child: ChildProcess): Promise<Footprint> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null, signal: string | null) =>
      reject(new Error(`A process that draws worlds ended with ${signal ?? code}`))
    child.once('exit', onExit)
    child.once('message', (message: FromWorlds) => {
      child.off('exit', onExit)
      if ('error' in message) reject(new Error(`A world failed: ${message.error}`))
      else resolve(message.footprint)
    })
  })
}
