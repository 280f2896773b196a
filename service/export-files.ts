import type { ChildProcess } from 'node:child_process'
import type { Release } from '../fitness/release.ts'
import type { Space } from '../space/space.ts'
import { exitOf, forkProgram, sendTo } from './child-process.ts'
import type { ExportTo, FromChild } from './export-child.ts'
import { sendRelease } from './send-release.ts'

/** An export under way. */
export interface Exporting {
  /** Rejects with what the export could not do, or where it was cut off. */
  readonly done: Promise<{ folder: string; files: number; sizeBytes: number }>
  /** Cuts it off; nothing half done stays that a later export would take for whole. */
  stop(): Promise<void>
}

/**
 * Exports a release in a process of its own and of low priority, so that look-ups stay as fast as
 * they are: the embedded database can be open only here, and the columns are in memory already.
 */
export function exportFiles(release: Release, space: Space, to: ExportTo): Exporting {
  const child = forkProgram(new URL('./export-child.ts', import.meta.url))
  const exited = exitOf(child)
  const answered = new Promise<FromChild>((resolve, reject) => {
    child.once('message', (message) => resolve(message as FromChild))
    child.once('error', reject)
    exited.then(() => reject(new Error('the export was cut off')))
  })
  answered.catch(() => {}) // reported through `done`
  const done = (async () => {
    const [answer] = await Promise.all([answered, sendAll(child, release, { space, to })])
    if ('error' in answer) throw new Error(answer.error)
    return answer
  })()
  return {
    done,
    async stop() {
      done.catch(() => {})
      child.kill()
      await exited
    },
  }
}

async function sendAll(
  child: ChildProcess,
  release: Release,
  { space, to }: { space: Space; to: ExportTo },
): Promise<void> {
  await sendRelease(child, release, space)
  await sendTo(child, to)
}
