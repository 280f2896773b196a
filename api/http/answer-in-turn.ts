import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { PIPELINED_MAX } from './limits.ts'
import { loopTurns } from './loop-turns.ts'

type Listener = (request: IncomingMessage, response: ServerResponse) => unknown

// Whoever watches the service is answered whatever else there is to do.
const WATCHED = new Set(['/healthz', '/readyz', '/metrics'])

const waiting = new WeakMap<Socket, number>()

/**
 * Answers the requests of a connection one after the other, each once the client has taken the answer
 * before, and no more in a turn of the loop than there is time for. A client that pipelines and does
 * not read costs one answer.
 */
export function answerInTurn(listener: Listener): Listener {
  const answer: Listener = (request, response) => {
    if (WATCHED.has(request.url ?? '')) listener(request, response)
    else loopTurns.run(() => listener(request, response))
  }
  return (request, response) => {
    // Node gives a response its socket when the answer before is sent.
    if (response.socket !== null) {
      answer(request, response)
      return
    }
    const { socket } = request
    const before = waiting.get(socket) ?? 0
    if (before >= PIPELINED_MAX) {
      socket.destroy()
      return
    }
    waiting.set(socket, before + 1)
    response.once('socket', () => {
      waiting.set(socket, (waiting.get(socket) ?? 1) - 1)
      answer(request, response)
    })
  }
}
