import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

export interface HealthFigures {
  readonly asked: number
  readonly failed: number
  readonly worstMs: number
}

/** Asks /healthz from another address until it is stopped. */
export async function watchHealth(port: number): Promise<{ stop(): Promise<HealthFigures> }> {
  const child = fork(join(import.meta.dirname, 'bystander.ts'), [`${port}`, '127.0.0.9'], {
    execArgv: ['--import', 'tsx'],
  })
  await once(child, 'message')
  return {
    async stop() {
      const figures = once(child, 'message')
      child.send('stop')
      const [health] = (await figures) as [HealthFigures]
      return health
    },
  }
}
