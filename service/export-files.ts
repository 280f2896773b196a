import type { ChildProcess } from 'node:child_process'
import type { Release } from '../fitness/release.ts'
import type { Space } from '../space/space.ts'
import { exitOf, forkProgram, sendTo } from './child-process.ts'
import type { ExportTo, FromChild } from './export-child.ts'
import { sendRelease } from './send-release.ts'

/** What was exported. */
export interface ExportedFiles {
  readonly folder: string
  readonly files: number
  readonly sizeBytes: number
}

/** An export under way. */
export interface Exporting {
  /** Rejects with what the export could not do, or where it was cut off. */
  readonly done: Promise<ExportedFiles>
  /** The same with worlds, which come later; null where there are to be none. */
  readonly withWorlds: Promise<ExportedFiles> | null
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
  const answers = answersOf(child, exited)
  // No function that lives on may refer to the release: it would stay in memory with it.
  const sent = sendAll(child, release, { space, to })
  const done = Promise.all([answers.next(), sent]).then(([answer]) => answer)
  const withWorlds = (to.worlds ?? 0) === 0 ? null : done.then(() => answers.next())
  withWorlds?.catch(() => {}) // for whoever waits for it
  return {
    done,
    withWorlds,
    async stop() {
      done.catch(() => {})
      child.kill()
      await exited
    },
  }
}

/** The answers of an export one after the other. */
function answersOf(child: ChildProcess, exited: Promise<void>): { next(): Promise<ExportedFiles> } {
  const come: FromChild[] = []
  let wake: () => void = () => {}
  let end: Error | null = null
  const ended = (error: Error) => {
    end ??= error
    wake()
  }
  child.on('message', (message) => {
    come.push(message as FromChild)
    wake()
  })
  child.once('error', ended)
  exited.then(() => ended(new Error('the export was cut off')))
  return {
    async next() {
      while (come.length === 0) {
        if (end !== null) throw end
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
      const answer = come.shift() as FromChild
      if ('error' in answer) throw new Error(answer.error)
      return answer
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
