import { type LoadConnection, openLoadConnection } from '../../bench/http/load-connection.ts'
import type { Kind, LoadRequest } from './kind.ts'
import type { Random } from './random.ts'

export const CONNECTIONS = 32
const SHOWN_LENGTH = 300

/** What came of one share of the load. */
export interface ShareFigures {
  readonly seconds: number
  /** Milliseconds of every request, by the name of its kind. */
  readonly timesMs: ReadonlyMap<string, readonly number[]>
  /** Answers that were not as they must be, each with its request. */
  readonly wrong: readonly string[]
}

function shown({ bytes }: LoadRequest): string {
  const [line = ''] = Buffer.from(bytes.subarray(0, SHOWN_LENGTH)).toString('latin1').split('\r\n')
  return line
}

/** Asks a deck of requests, each connection one at a time. */
export async function runShare(
  url: string,
  deck: readonly Kind[],
  random: Random,
): Promise<ShareFigures> {
  const timesMs = new Map<string, number[]>(deck.map(({ name }) => [name, []]))
  const wrong: string[] = []
  let next = 0
  const started = performance.now()
  const work = async () => {
    let connection: LoadConnection | null = null
    for (let kind = deck[next++]; kind !== undefined; kind = deck[next++]) {
      const request = kind.make(random)
      try {
        connection ??= await openLoadConnection(url)
        const from = performance.now()
        const { status, closes } = await connection.ask(request.bytes)
        timesMs.get(kind.name)?.push(performance.now() - from)
        if (status !== request.status) {
          wrong.push(`${kind.name}: ${status}, not ${request.status}, to ${shown(request)}`)
        }
        if (!closes) continue
      } catch (error) {
        wrong.push(`${kind.name}: ${String(error)}, to ${shown(request)}`)
      }
      connection?.close()
      connection = null
    }
    connection?.close()
  }
  await Promise.all(Array.from({ length: CONNECTIONS }, work))
  return { seconds: (performance.now() - started) / 1000, timesMs, wrong }
}
