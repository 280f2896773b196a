import { pgliteEngine } from './pglite-engine.ts'
import type { FromThread, ToThread } from './pglite-thread.ts'
import type { Session, SessionResult } from './session.ts'
import { startThread } from './typescript-thread.ts'

/** Opens embedded Postgres in memory, on this thread. */
export function pgliteInMemory(): Promise<Session> {
  return pgliteEngine(null)
}

interface Waiting {
  readonly resolve: (answer: unknown) => void
  readonly reject: (error: Error) => void
}

/**
 * Opens embedded Postgres in a folder, on a thread of its own: this one goes on answering, and all of
 * its memory is given back when it is closed.
 */
export async function pgliteInFolder(folder: string): Promise<Session> {
  const thread = startThread(new URL('./pglite-thread.ts', import.meta.url), folder)
  const waiting: Waiting[] = []
  const listeners = new Map<string, () => void>()
  let lost = false
  const exited = new Promise((resolve) => thread.once('exit', resolve))
  const fail = (error: Error) => {
    lost = true
    for (const { reject } of waiting.splice(0)) reject(error)
  }
  thread.on('message', (message: FromThread) => {
    if ('notice' in message) listeners.get(message.notice)?.()
    else if ('error' in message) waiting.shift()?.reject(errorOf(message.error))
    else waiting.shift()?.resolve(message.answer)
  })
  thread.on('error', fail)
  thread.on('exit', () => fail(new Error('The embedded database has ended')))
  const answered = () =>
    new Promise<unknown>((resolve, reject) => waiting.push({ resolve, reject }))
  const ask = (question: ToThread) => {
    if (lost) throw new Error('The embedded database was closed')
    thread.postMessage(question)
    return answered()
  }
  try {
    await answered() // that it is open
  } catch (error) {
    await thread.terminate()
    throw error
  }
  return {
    get lost() {
      return lost
    },
    async query(statement, parameters) {
      return (await ask({ ask: 'query', statement, parameters })) as SessionResult
    },
    async copyIn(statement, chunks) {
      for await (const chunk of chunks) await ask({ ask: 'copyIn', statement, chunk })
    },
    async copyOut(statement, onChunk) {
      const chunks = (await ask({ ask: 'copyOut', statement })) as Uint8Array[]
      for (const chunk of chunks) onChunk(chunk)
    },
    async listen(channel, onNotice) {
      listeners.set(channel, onNotice)
      await ask({ ask: 'listen', channel })
    },
    giveUp(why = new Error('The embedded database was given up')) {
      fail(why)
      void thread.terminate()
    },
    async close() {
      try {
        if (!lost) await ask({ ask: 'close' })
      } finally {
        // Nobody else may open the folder before.
        await thread.terminate()
        await exited
      }
    },
  }
}

function errorOf(fields: object): Error {
  const { message } = fields as { message: string }
  return Object.assign(new Error(message), fields)
}
