import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { DatabaseLocation } from '../../db/database.ts'
import { PHASES, type Phase } from './pipeline.ts'

export interface Killing {
  readonly generation: number
  /** When to begin to wait. */
  readonly phase: Phase
  /** Milliseconds from the beginning of the phase to the kill; Infinity: not killed. */
  readonly delayMs: number
}

export interface Killed {
  /** The phase in which the process was killed; null where it was done before. */
  readonly phase: Phase | null
  /** Milliseconds that each phase took that came to its end. */
  readonly took: ReadonlyMap<Phase, number>
}

/** Starts the pipeline in a process of its own and kills it with SIGKILL. */
export async function kill(location: DatabaseLocation, killing: Killing): Promise<Killed> {
  const args = ['--import', 'tsx', join(import.meta.dirname, 'process.ts')]
  const child = spawn(
    process.execPath,
    [...args, JSON.stringify(location), String(killing.generation)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const began = new Map<string, number>()
  const exit = new Promise<NodeJS.Signals | null>((resolve) =>
    child.once('exit', (_code, signal) => resolve(signal)),
  )
  const reached = new Promise<void>((resolve) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      for (const name of text.split('\n').filter(Boolean)) began.set(name, performance.now())
      if (began.has(killing.phase)) resolve()
    })
  })
  await Promise.race([reached, exit])
  if (Number.isFinite(killing.delayMs)) {
    await setTimeout(killing.delayMs)
    child.kill('SIGKILL')
  }
  const signal = await exit
  if (signal !== 'SIGKILL' && !began.has('done')) throw new Error('The pipeline failed by itself')
  const phases = PHASES.filter((phase) => began.has(phase))
  const took = new Map<Phase, number>()
  for (const [at, phase] of phases.entries()) {
    const end = began.get(phases[at + 1] ?? 'done')
    if (end !== undefined) took.set(phase, end - (began.get(phase) ?? end))
  }
  return { phase: began.has('done') ? null : (phases.at(-1) ?? null), took }
}
