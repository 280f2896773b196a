import { type ChildProcess, fork } from 'node:child_process'
import { constants, setPriority } from 'node:os'
import { RUNS_TYPESCRIPT } from '../db/runs-typescript.ts'

/** Starts a TypeScript file of this program in a process of its own and of a lower priority. */
export function forkProgram(file: URL): ChildProcess {
  const child = fork(file, {
    execArgv: RUNS_TYPESCRIPT ? [] : ['--import', import.meta.resolve('tsx')],
    serialization: 'advanced', // typed arrays as they are
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  lowerPriority(child)
  return child
}

function lowerPriority({ pid }: ChildProcess): void {
  if (pid === undefined) return
  try {
    setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL)
  } catch {
    // It ended already, or the system has no such thing.
  }
}

/** Resolves when a process that was forked is gone, also one that could not be started. */
export function exitOf(child: ChildProcess): Promise<void> {
  return new Promise<void>((resolve) => {
    child.once('exit', () => resolve())
    child.on('error', () => child.pid === undefined && resolve())
  })
}

export function sendTo<Message extends object>(
  child: ChildProcess,
  message: Message,
): Promise<void> {
  return new Promise((resolve, reject) => {
    child.send(message, (error) => (error === null ? resolve() : reject(error)))
  })
}
