import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Instance } from '../../fitness/instance.ts'
import type { NeighbourGraph } from '../../space/neighbour-graph.ts'
import type { Space } from '../../space/space.ts'
import { encodeSpace } from '../../space/space-encoding.ts'
import type { Recipe } from '../recipe.ts'
import { type FoldContext, type FoldData, type FoldResult, type FoldTask, runFold } from './fold.ts'
import type { FromWorker, ToWorker } from './fold-worker.ts'

/** Runs tasks in any order and company; a task's result depends on the task alone. */
export type FoldRunner = (
  data: readonly FoldData[],
  tasks: readonly FoldTask[],
  onProgress?: (done: number, total: number) => void,
) => Promise<FoldResult[]>

/** Runs the tasks one after the other in this process, with a surrogate of one's own. */
export function foldsHere(context: FoldContext): FoldRunner {
  return async (data, tasks, onProgress) =>
    tasks.map((task, done) => {
      onProgress?.(done, tasks.length)
      return runFold(data[task.data] as FoldData, task, context)
    })
}

/** What the processes are given. */
export interface WorkerContext {
  readonly instance: Instance
  readonly recipe: Recipe
  readonly space: Space
  readonly graph: NeighbourGraph
}

/** Runs the tasks with the project's surrogate in so many processes. */
export function foldsInProcesses(count: number, { space, ...context }: WorkerContext): FoldRunner {
  return async (data, tasks, onProgress) => {
    const common = { ...context, space: encodeSpace(space), data }
    const results = new Array<FoldResult>(tasks.length)
    let next = 0
    let done = 0
    const work = async (child: ChildProcess) => {
      await send(child, { common })
      for (let at = next++; at < tasks.length; at = next++) {
        // Awaited together: a child that ends while it is sent to rejects both.
        const sent = send(child, { at, task: tasks[at] as FoldTask })
        const [answer] = await Promise.all([answerOf(child), sent])
        results[at] = answer
        onProgress?.(++done, tasks.length)
      }
    }
    const children = Array.from({ length: Math.min(count, tasks.length) }, startWorker)
    try {
      await Promise.all(children.map(work))
    } finally {
      for (const child of children) child.kill()
    }
    return results
  }
}

function startWorker(): ChildProcess {
  const file = fileURLToPath(new URL('./fold-worker.ts', import.meta.url))
  return fork(file, {
    execArgv: ['--import', import.meta.resolve('tsx')],
    serialization: 'advanced', // typed arrays as they are
  })
}

function send(child: ChildProcess, message: ToWorker): Promise<void> {
  return new Promise((resolve, reject) => {
    child.send(message, (error) => (error === null ? resolve() : reject(error)))
  })
}

function answerOf(child: ChildProcess): Promise<FoldResult> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null, signal: string | null) =>
      reject(new Error(`A process that evaluates a fold ended with ${signal ?? code}`))
    child.once('exit', onExit)
    child.once('message', (message: FromWorker) => {
      child.off('exit', onExit)
      if ('error' in message) reject(new Error(`A fold failed: ${message.error}`))
      else resolve(message.result)
    })
  })
}
