import { ServerResponse } from 'node:http'

// Longer answers are worth a system call of their own, and whoever waits for them has most to gain.
const BATCHED_LENGTH_MAX = 16 * 1024

const waiting: (() => void)[] = []

/** Sends the answers that wait for the end of the turn. */
export function sendWaiting(): void {
  for (const send of waiting.splice(0)) send()
}

/**
 * Sends short answers together at the end of the loop's turn. Writing wakes a reader that sleeps,
 * which can take as long as all of a look-up; of answers that leave together only the first does.
 */
export class BatchedResponse extends ServerResponse {
  override end(...ending: unknown[]): this {
    const [chunk] = ending
    const { length } = (chunk ?? '') as string | Uint8Array
    const send = () => super.end(...(ending as Parameters<ServerResponse['end']>))
    if (length > BATCHED_LENGTH_MAX) return send()
    if (waiting.length === 0) setImmediate(sendWaiting)
    waiting.push(send)
    return this
  }
}
