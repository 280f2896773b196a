import { setImmediate } from 'node:timers/promises'
import { accepts } from 'hono/accepts'
import { NDJSON } from '../operations/operation.ts'
import { type AnswerInit, answerStream } from './answer.ts'
import type { Http } from './http.ts'
import type { Log } from './log.ts'
import { loopTurns } from './loop-turns.ts'

const CHUNK_LENGTH = 64 * 1024
// Look-ups of others wait no longer than this for a turn of the loop.
const TURN_MS = 5

/** Whether a request would rather have NDJSON than JSON. */
export function prefersNdjson(http: Http): boolean {
  const json = 'application/json'
  return accepts(http, { header: 'Accept', supports: [json, NDJSON], default: json }) === NDJSON
}

// Up to a chunk of lines; a chunk is cut short rather than keep the loop for longer than a turn. Never
// empty before the end: a stream that was given nothing is not asked for more.
async function readChunk(iterator: Iterator<object | undefined>) {
  const until = performance.now() + TURN_MS
  let text = ''
  do {
    const { done, value } = iterator.next()
    if (done === true) return { text, done }
    if (value === undefined) await setImmediate()
    else text += `${JSON.stringify(value)}\n`
  } while (text === '' || (text.length < CHUNK_LENGTH && performance.now() < until))
  return { text, done: false }
}

// The adapter would end a failed body as if it were whole, with the error's message as its last line.
function cutOff(http: Http, controller: ReadableStreamDefaultController): void {
  const { outgoing } = http.env
  if (outgoing === undefined) {
    controller.error(new Error('The answer was cut off'))
    return
  }
  outgoing.destroy()
  controller.close()
}

export interface Streamed {
  /** `undefined` pauses it. */
  readonly sequence: Iterable<object | undefined>
  readonly init: AnswerInit
  /** Called when the sequence ends, fails or is no longer wanted. */
  readonly leave?: () => void
}

/**
 * Answers with one JSON object a line. Nothing is taken from the sequence before the client reads, nor
 * more than it reads; a client that goes away ends the sequence. An error in the middle is logged, and
 * the connection is closed without the end that HTTP has for an answer.
 */
export function ndjsonResponse(
  http: Http,
  log: Log,
  { sequence, init, leave }: Streamed,
): Response {
  let iterator: Iterator<object | undefined> | undefined
  let isCancelled = false
  const encoder = new TextEncoder()
  const body = new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        try {
          const turn = loopTurns.next()
          if (turn !== undefined) await turn
          iterator ??= sequence[Symbol.iterator]()
          const { text, done } = await readChunk(iterator)
          if (isCancelled) return
          if (text !== '') controller.enqueue(encoder.encode(text))
          if (done) {
            leave?.()
            controller.close()
          } else await setImmediate()
        } catch (error) {
          leave?.()
          if (isCancelled || http.env.hasLeft()) return
          const { route, requestId } = http.env
          log.error('internal', { requestId, route, error })
          cutOff(http, controller)
        }
      },
      cancel: () => {
        isCancelled = true
        leave?.()
        iterator?.return?.()
      },
    },
    { highWaterMark: 0 },
  )
  if (http.req.method === 'HEAD') leave?.()
  return answerStream(http.env, body, init)
}
