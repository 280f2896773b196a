import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { startCommand } from '../../test/support/start-command.ts'
import type { MemoryGroup } from './memory-group.ts'

const ROOT = resolve(import.meta.dirname, '../..')
const START_MS = 120_000

export interface AttackedServer {
  readonly port: number
  /** Why it ended; null while it lives. */
  ended(): string | null
  /** Bytes: the highest so far, and now. */
  memory(): { readonly peak: number; readonly resident: number }
  stop(): Promise<void>
}

/** Starts `npm start`'s own command in a control group of memory, and waits until it is ready. */
export async function attackedServer(
  environment: Readonly<Record<string, string>>,
  group: MemoryGroup,
): Promise<AttackedServer> {
  const { command, environment: own } = startCommand()
  // It joins the group before it is the service, so that all of its memory counts.
  const join = 'missing' in group ? '' : `echo $$ > ${group.procs} && `
  const child = spawn('sh', ['-c', `${join}exec "$@"`, 'sh', ...command], {
    cwd: ROOT,
    env: {
      PATH: process.env['PATH'],
      HOST: '0.0.0.0',
      PORT: '0',
      EO_NAS_BENCH_EXPORT: 'never',
      ...own,
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  let ended: string | null = null
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output = `${output}${text}`.slice(-20_000)
    })
  }
  const exited = new Promise<void>((done) =>
    child.once('exit', (code, signal) => {
      const heap = /heap out of memory/.test(output) ? ', heap out of memory' : ''
      ended = `ended with ${signal ?? code}${heap}`
      done()
    }),
  )
  const deadline = Date.now() + START_MS
  let port: number | undefined
  while (port === undefined) {
    if (ended !== null || Date.now() > deadline) {
      child.kill('SIGKILL')
      await exited
      throw new Error(`The service did not start:\n${output}`)
    }
    await new Promise((done) => setTimeout(done, 50))
    const found = /^Ready after .* on http:\/\/127\.0\.0\.1:(\d+)$/m.exec(output)?.[1]
    port = found === undefined ? undefined : Number(found)
  }
  let last = { peak: 0, resident: 0 }
  return {
    port,
    ended: () => ended,
    memory() {
      if (ended !== null) return last
      const status = readFileSync(`/proc/${child.pid}/status`, 'utf8')
      const read = (name: string) =>
        1024 * Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? 0)
      const [peak, resident] = [read('VmHWM'), read('VmRSS')]
      if (peak > 0) last = { peak, resident }
      return last
    },
    async stop() {
      child.kill('SIGKILL')
      await exited
    },
  }
}
