import { type ChildProcess, spawn } from 'node:child_process'
import { resolve } from 'node:path'
import { startCommand } from './start-command.ts'

const root = resolve(import.meta.dirname, '../..')

export interface StartedService {
  readonly url: string
  /** Milliseconds from the start of the process to the line that says it is ready. */
  readonly readyAfterMs: number
  readonly output: string
  stop(signal?: NodeJS.Signals): Promise<void>
}

function exited(child: ChildProcess): Promise<void> {
  return child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve()
    : new Promise((done) => child.once('exit', () => done()))
}

/** `npm start`'s own command in a process of its own, on any free port. */
export function spawnService(
  environment: Record<string, string>,
  /** What runs it, such as `unshare` with its options. */
  runner: readonly string[] = [],
): { child: ChildProcess; output: () => string } {
  const { command, environment: own } = startCommand()
  const [program = '', ...args] = [...runner, ...command]
  const child = spawn(program, args, {
    cwd: root,
    // Exporting and landscapes take a core for minutes; a test that wants them says so.
    env: {
      PATH: process.env['PATH'],
      HOST: '127.0.0.1',
      PORT: '0',
      EO_NAS_BENCH_EXPORT: 'never',
      EO_NAS_BENCH_LANDSCAPES: 'never',
      ...own,
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  }
  return { child, output: () => output }
}

export interface Spawned {
  readonly child: ChildProcess
  readonly url: string
  readonly exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>
}

/** Starts the service and waits until it is ready; the test ends it. */
export async function spawnReady(environment: Record<string, string>): Promise<Spawned> {
  const { child, output } = spawnService(environment)
  const exited = new Promise<Awaited<Spawned['exited']>>((done) =>
    child.once('exit', (code, signal) => done({ code, signal })),
  )
  let url: string | undefined
  const failed = exited.then(({ code }) => {
    throw new Error(`The service ended with ${code}:\n${output()}`)
  })
  failed.catch(() => {})
  while (url === undefined) {
    await Promise.race([new Promise((done) => setTimeout(done, 50)), failed])
    url = /^Ready after .* on (http:\S+)$/m.exec(output())?.[1]
  }
  return { child, url, exited }
}

/** Starts the service and waits until it says that it is ready. */
export async function startService(environment: Record<string, string>): Promise<StartedService> {
  const started = performance.now()
  const { child, output } = spawnService(environment)
  const url = await new Promise<string>((ready, failed) => {
    child.stdout?.on('data', () => {
      const found = /^Ready after .* on (http:\S+)$/m.exec(output())
      if (found?.[1] !== undefined) ready(found[1])
    })
    child.once('exit', (code) => failed(new Error(`The service ended with ${code}:\n${output()}`)))
  })
  return {
    url,
    readyAfterMs: performance.now() - started,
    get output() {
      return output()
    },
    async stop(signal = 'SIGTERM') {
      child.kill(signal)
      await exited(child)
    },
  }
}
