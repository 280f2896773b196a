import { fork } from 'node:child_process'
import { join } from 'node:path'

export interface Child {
  /** Sends a message and waits for the next one from there. */
  ask<Reply>(message: object): Promise<Reply>
  stop(): void
}

/** Runs a file beside this one in a process of its own. */
export function startChild(file: string): Child {
  const child = fork(join(import.meta.dirname, file), {
    execArgv: ['--import', 'tsx'],
    serialization: 'advanced',
  })
  return {
    ask: (message) =>
      new Promise((resolve, reject) => {
        const ended = (code: number | null) => reject(new Error(`${file} ended with ${code}`))
        child.once('exit', ended)
        child.once('message', (reply) => {
          child.off('exit', ended)
          resolve(reply as never)
        })
        child.send(message)
      }),
    stop: () => child.kill(),
  }
}
