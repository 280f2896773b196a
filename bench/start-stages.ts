import { readdirSync, readFileSync } from 'node:fs'

/** When a stage of a start was last reported. */
export interface Stage {
  readonly name: string
  /** Since the start of the process. */
  readonly seconds: number
  /** Of the process and its children until then; null where there is no /proc. */
  readonly processorSeconds: number | null
}

const TICKS_A_SECOND = 100
// Of the numbers after the name of the program in /proc/PID/stat.
const [PARENT, USER, SYSTEM, WAITED_USER, WAITED_SYSTEM] = [1, 11, 12, 13, 14]

/** Reads the lines that a start writes; a line of progress replaces the one before. */
export function stageReader(pid: number): { take(text: string): void; stages(): Stage[] } {
  const started = performance.now()
  const stages = new Map<string, Stage>()
  let rest = ''
  return {
    take(text) {
      const lines = (rest + text).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) {
        const name = nameOf(line)
        if (name === null) continue
        const seconds = (performance.now() - started) / 1000
        stages.set(name, { name, seconds, processorSeconds: processorSeconds(pid) })
      }
    },
    stages: () => [...stages.values()],
  }
}

function nameOf(line: string): string | null {
  const [name] =
    /^(?:Enumerating|Storing|Predicting|loading|Release \w+ is served until)/i.exec(line) ?? []
  if (name === undefined) return /^Ready after/.test(line) ? 'ready, with all predictions' : null
  if (name.startsWith('Release')) return 'first answer'
  return name.toLowerCase()
}

function processorSeconds(pid: number): number | null {
  const own = statOf(pid)
  if (own === null) return null
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => statOf(Number(name)))
    .filter((stat) => stat !== null && stat[PARENT] === pid)
  const ticks = [own, ...children].map((stat) => (stat?.[USER] ?? 0) + (stat?.[SYSTEM] ?? 0))
  const ended = (own[WAITED_USER] ?? 0) + (own[WAITED_SYSTEM] ?? 0)
  return ticks.reduce((sum, count) => sum + count, ended) / TICKS_A_SECOND
}

/** MiB of a process, now and at most so far; null where there is no /proc. */
export function memoryOf(pid: number | undefined): { resident: number; peak: number } | null {
  try {
    const text = readFileSync(`/proc/${pid}/status`, 'utf8')
    const mebibytes = (name: string) =>
      Math.round(Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(text)?.[1]) / 1024)
    return { resident: mebibytes('VmRSS'), peak: mebibytes('VmHWM') }
  } catch {
    return null
  }
}

function statOf(pid: number): number[] | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number)
  } catch {
    return null
  }
}
