import { type ChildProcess, fork } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { Footprint } from '../../landscape/footprint-entries.ts'
import type { FromWorlds, ToWorlds, WorldsProblem } from './world-footprint-child.ts'

/** Each takes half a gigabyte. */
const PROCESSES_MAX = 4
/** Architectures that a process draws in all worlds at once: some seconds. */
const RANGE = 2 ** 14

export interface WorldsAnalysed {
  readonly worlds: number
  /** Only the first so many architectures are drawn; the others have no value. */
  readonly size?: number
  readonly processes?: number
  readonly onProgress?: ((done: number, total: number) => void) | undefined
}

type Question = Exclude<ToWorlds, { readonly problem: WorldsProblem }>

/**
 * Footprints of worlds 0, 1, 2 and so on in several processes: each draws ranges of architectures in all
 * worlds at once, which takes a fourth of world after world, and then analyses one world after the other.
 * @throws Error with what a process said that failed
 */
export async function worldFootprints(
  problem: WorldsProblem,
  { onProgress, ...options }: WorldsAnalysed,
): Promise<Footprint[]> {
  return withWorkers(problem, options, async (children) => {
    const { worlds } = options
    const ranges = rangesOf(problem, options)
    let done = 0
    const progress = () => onProgress?.(++done, ranges.length + worlds)
    const fitness = await drawn(children, { problem, worlds, ranges, progress })
    const footprints = new Array<Footprint>(worlds)
    await inProcesses(children, [...fitness.entries()], async (ask, [world, own]) => {
      const answer = await ask({ fitness: own })
      if (!('footprint' in answer)) throw new Error('A process answered another question')
      footprints[world] = answer.footprint
      progress()
    })
    return footprints
  })
}

/** The true values of all architectures in worlds 0, 1, 2 and so on. @throws as `worldFootprints` */
export async function wholeWorlds(
  problem: WorldsProblem,
  { onProgress, ...options }: WorldsAnalysed,
): Promise<Float32Array[]> {
  return withWorkers(problem, options, (children) => {
    const ranges = rangesOf(problem, options)
    let done = 0
    const progress = () => onProgress?.(++done, ranges.length)
    return drawn(children, { problem, worlds: options.worlds, ranges, progress })
  })
}

async function withWorkers<Result>(
  problem: WorldsProblem,
  { worlds, processes = Math.min(availableParallelism(), PROCESSES_MAX) }: WorldsAnalysed,
  work: (children: readonly ChildProcess[]) => Promise<Result>,
): Promise<Result> {
  const children = Array.from({ length: processes }, startWorker)
  try {
    await Promise.all(children.map((child) => send(child, { problem, worlds })))
    return await work(children)
  } finally {
    for (const child of children) child.kill()
  }
}

type Range = Extract<Question, { readonly from: number }>

function rangesOf({ predictions }: WorldsProblem, options: WorldsAnalysed): Range[] {
  const size = options.size ?? predictions.nearestMeasured.length
  return Array.from({ length: Math.ceil(size / RANGE) }, (_, at) => ({
    from: at * RANGE,
    to: Math.min(size, (at + 1) * RANGE),
  }))
}

interface Drawing {
  readonly problem: WorldsProblem
  readonly worlds: number
  readonly ranges: readonly Range[]
  readonly progress: () => void
}

async function drawn(
  children: readonly ChildProcess[],
  { problem, worlds, ranges, progress }: Drawing,
): Promise<Float32Array[]> {
  const { length } = problem.predictions.nearestMeasured
  const fitness = Array.from({ length: worlds }, () => new Float32Array(length).fill(Number.NaN))
  await inProcesses(children, ranges, async (ask, range) => {
    const answer = await ask(range)
    if (!('values' in answer)) throw new Error('A process answered another question')
    for (const [world, values] of answer.values.entries()) fitness[world]?.set(values, range.from)
    progress()
  })
  return fitness
}

/** Gives each process the next item when it has answered the one before. */
async function inProcesses<Item>(
  children: readonly ChildProcess[],
  items: readonly Item[],
  work: (ask: (question: Question) => Promise<FromWorlds>, item: Item) => Promise<void>,
): Promise<void> {
  const left = items.values()
  await Promise.all(
    children.map(async (child) => {
      for (const item of left) await work((question) => answerOf(child, question), item)
    }),
  )
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

async function answerOf(child: ChildProcess, question: Question): Promise<FromWorlds> {
  const answer = new Promise<FromWorlds>((resolve, reject) => {
    const onExit = (code: number | null, signal: string | null) =>
      reject(new Error(`A process that draws worlds ended with ${signal ?? code}`))
    child.once('exit', onExit)
    child.once('message', (message: FromWorlds) => {
      child.off('exit', onExit)
      if ('error' in message) reject(new Error(`A world failed: ${message.error}`))
      else resolve(message)
    })
  })
  await send(child, question)
  return answer
}
