import { parentPort, workerData } from 'node:worker_threads'
import { pgliteEngine } from './pglite-engine.ts'
import type { Session } from './session.ts'

// The thread that pglite-session.ts starts: it holds the embedded database of a folder.

/** What the thread is asked, one question at a time. */
export type ToThread =
  | { readonly ask: 'query'; readonly statement: string; readonly parameters: readonly unknown[] }
  | { readonly ask: 'copyIn'; readonly statement: string; readonly chunk: Uint8Array }
  | { readonly ask: 'copyOut'; readonly statement: string }
  | { readonly ask: 'listen'; readonly channel: string }
  | { readonly ask: 'close' }

/** What it answers to each, and to its start; `notice` comes in between. */
export type FromThread =
  | { readonly answer: unknown }
  | { readonly error: object }
  | { readonly notice: string }

async function answerOf(session: Session, asked: ToThread): Promise<unknown> {
  switch (asked.ask) {
    case 'query':
      return session.query(asked.statement, asked.parameters)
    case 'copyIn':
      return session.copyIn(asked.statement, [asked.chunk])
    case 'copyOut': {
      const chunks: Uint8Array[] = []
      await session.copyOut(asked.statement, (chunk) => chunks.push(chunk))
      return chunks
    }
    case 'listen':
      return session.listen(asked.channel, () => send({ notice: asked.channel }))
    case 'close':
      return session.close()
  }
}

function send(message: FromThread): void {
  parentPort?.postMessage(message)
}

// Cloning an error keeps nothing but its message; the code of Postgres is what callers look at.
function fieldsOf(error: unknown): object {
  if (!(error instanceof Error)) return { message: String(error) }
  const { name, message, stack } = error
  const own = Object.entries(error).filter(([, value]) => typeof value !== 'object')
  return { name, message, stack, ...Object.fromEntries(own) }
}

async function answer(work: () => Promise<unknown>): Promise<void> {
  try {
    send({ answer: await work() })
  } catch (error) {
    send({ error: fieldsOf(error) })
  }
}

const opening = pgliteEngine(workerData as string)
parentPort?.on('message', (asked: ToThread) => {
  answer(async () => answerOf(await opening, asked))
})
answer(async () => {
  await opening
})
