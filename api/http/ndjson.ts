import { setImmediate } from 'node:timers/promises'
import { accepts } from 'hono/accepts'
import type { Context } from '../operations/context.ts'
import { type AnswerInit, answerStream } from './answer.ts'
import type { Http } from './http.ts'

export const NDJSON = 'application/x-ndjson'

const CHUNK_LENGTH = 64 * 1024
// Look-ups of others wait no longer than this for a turn of the loop.
const TURN_MS = 5

/** Whether a request would rather have NDJSON than JSON. */
export function prefersNdjson(http: Http): boolean {
  const json = 'application/json'
  return accepts(http, { header: 'Accept', supports: [json, NDJSON], default: json }) === NDJSON
}

type Sequence = Iterable<object> | AsyncIterable<object>

function iteratorOf(sequence: Sequence): Iterator<object> | AsyncIterator<object> {
  return Symbol.asyncIterator in sequence
    ? sequence[Symbol.asyncIterator]()
    : sequence[Symbol.iterator]()
}

// Up to a chunk of lines; a chunk is cut short rather than keep the loop for longer than a turn. Never
// empty before the end: a stream that was given nothing is not asked for more.
async function readChunk(iterator: ReturnType<typeof iteratorOf>) {
  const until = performance.now() + TURN_MS
  let text = ''
  do {
    const next = iterator.next()
    const { done, value } = next instanceof Promise ? await next : next
    if (done === true) return { text, done }
    text += `${JSON.stringify(value)}\n`
  } while (text.length < CHUNK_LENGTH && performance.now() < until)
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
  readonly sequence: Sequence
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
  context: Context,
  { sequence, init, leave }: Streamed,
): Response {
  let iterator: ReturnType<typeof iteratorOf> | undefined
  let isCancelled = false
  const encoder = new TextEncoder()
  const body = new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        try {
          iterator ??= iteratorOf(sequence)
          const { text, done } = await readChunk(iterator)
          if (isCancelled) return
          if (text !== '') controller.enqueue(encoder.encode(text))
          if (done) {
            leave?.()
            controller.close()
          } else await setImmediate()
        } catch (error) {
          leave?.()
          if (isCancelled || context.hasLeft()) return
          const { route, requestId } = http.env
          context.log.error('internal', { requestId, route, error })
          cutOff(http, controller)
        }
      },
      cancel: async () => {
        isCancelled = true
        leave?.()
        await iterator?.return?.()
      },
    },
    { highWaterMark: 0 },
  )
  if (http.req.method === 'HEAD') leave?.()
  return answerStream(http.env, body, init)
}
