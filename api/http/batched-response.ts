import { ServerResponse } from 'node:http'

// Longer answers are worth a system call of their own, and whoever waits for them has most to gain.
const BATCHED_LENGTH_MAX = 16 * 1024

const { end } = ServerResponse.prototype

interface Ended {
  readonly response: ServerResponse
  readonly ending: Parameters<ServerResponse['end']>
}

let waiting: Ended[] = []

/** Sends the answers that wait for the end of the turn; one that cannot be sent takes no other along. */
export function sendWaiting(): void {
  const all = waiting
  waiting = []
  for (const { response, ending } of all) {
    try {
      end.apply(response, ending)
    } catch (error) {
      response.destroy(error as Error)
    }
  }
}

function endLater(this: ServerResponse, ...given: unknown[]): ServerResponse {
  const ending = given as Ended['ending']
  const { length } = (given[0] ?? '') as string | Uint8Array
  if (length > BATCHED_LENGTH_MAX) return end.apply(this, ending)
  if (waiting.length === 0) setImmediate(sendWaiting)
  waiting.push({ response: this, ending })
  return this
}

/**
 * Makes a short answer leave together with others at the end of the loop's turn. Writing wakes a
 * reader that sleeps, which can take as long as all of a look-up; of answers that leave together only
 * the first does. Not a class of responses: V8 tries to compile the constructor of one again and again.
 */
export function batched(response: ServerResponse): ServerResponse {
  response.end = endLater as ServerResponse['end']
  return response
}
