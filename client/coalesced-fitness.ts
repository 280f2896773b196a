import { requireAnswer } from './answered-item.ts'
import type { CallOptions, Client, Inputs, Outputs } from './client.ts'

type Input = Inputs['getFitness']
type Answer = Outputs['getFitness']

/** Most architectures that one query may have. */
const BATCH_SIZE_MAX = 10_000

interface Call {
  readonly input: Input
  readonly options: CallOptions
  resolve(answer: Answer): void
  reject(error: unknown): void
}

/**
 * A call that rejects as soon as its own signal says so; the others of its batch go on. A signal may
 * outlive many calls, so that a call that is settled leaves it.
 */
function abortable({ input, options, resolve, reject }: Call): Call {
  const { signal } = options
  if (signal === undefined) return { input, options, resolve, reject }
  const stop = () => reject(signal.reason)
  signal.addEventListener('abort', stop, { once: true })
  const leaving =
    <Value>(settle: (value: Value) => void) =>
    (value: Value) => {
      signal.removeEventListener('abort', stop)
      settle(value)
    }
  return { input, options, resolve: leaving(resolve), reject: leaving(reject) }
}

/** Whether a call is still wanted; one that is not rejects. */
function isWanted({ options: { signal }, reject }: Call): boolean {
  if (signal?.aborted !== true) return true
  reject(signal.reason)
  return false
}

/**
 * `getFitness` that sends the calls of one turn of the event loop together: a loop over
 * architectures with `Promise.all` costs one request for each 10,000 and not one for each. A call
 * that stands alone stays a GET.
 */
export function coalescedFitness(
  client: Pick<Client, 'getFitness' | 'query'>,
): Client['getFitness'] {
  const waiting = new Map<string, Call[]>()

  const sendTogether = async (calls: readonly Call[]) => {
    const [first] = calls
    if (first === undefined) return
    const { hash: _, ...selection } = first.input
    const architectures = calls.map(({ input }) => ({ hash: input.hash }))
    try {
      const { results, ...selected } = await client.query({ ...selection, architectures })
      for (const [at, call] of calls.entries()) {
        try {
          call.resolve({ ...selected, ...requireAnswer(results[at]) })
        } catch (error) {
          call.reject(error)
        }
      }
    } catch (error) {
      for (const call of calls) call.reject(error)
    }
  }

  const send = (key: string) => {
    const calls = (waiting.get(key) ?? []).filter(isWanted)
    waiting.delete(key)
    const [only] = calls
    if (only !== undefined && calls.length === 1) {
      client.getFitness(only.input, only.options).then(only.resolve, only.reject)
      return
    }
    for (let from = 0; from < calls.length; from += BATCH_SIZE_MAX) {
      void sendTogether(calls.slice(from, from + BATCH_SIZE_MAX).map(abortable))
    }
  }

  return (input, options = {}) =>
    new Promise((resolve, reject) => {
      const { hash: _, ...selection } = input
      const key = JSON.stringify(Object.entries(selection).sort())
      const calls = waiting.get(key) ?? []
      if (calls.length === 0) {
        waiting.set(key, calls)
        setTimeout(() => send(key))
      }
      calls.push({ input, options, resolve, reject })
    })
}
