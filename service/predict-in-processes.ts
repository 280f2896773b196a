import { availableParallelism } from 'node:os'
import type { PredictionTable } from '../fitness/prediction-table.ts'
import type { Space } from '../space/space.ts'
import { encodeSpace } from '../space/space-encoding.ts'
import {
  PREDICTED_AT_ONCE,
  type PredictedRange,
  type SurrogateModel,
} from '../surrogate/predictor.ts'
import { exitOf, forkProgram, sendTo } from './child-process.ts'
import type { BareTable, FromPredictor, ToPredictor } from './predict-child.ts'

/** More take memory, a quarter of a gigabyte each, and the last of the cores is the server's own. */
const PROCESSES_MAX = 4

export interface Predicting {
  /** Default: as many as there are cores, at most 4. */
  readonly processes?: number
  readonly signal?: AbortSignal | undefined
  /** Called with the architectures predicted so far. */
  readonly onProgress?: (done: number, total: number) => void
}

/** A second of work or so: none has to wait long at the end for another one's last range. */
const RANGE = 16 * PREDICTED_AT_ONCE

function* rangesOf(size: number): Generator<PredictedRange> {
  for (let from = 0; from < size; from += RANGE) yield { from, to: Math.min(size, from + RANGE) }
}

/**
 * What `openSpacePredictor` predicts, to the last bit, computed in processes of their own with one
 * thread each, which take one range after the other: requests are answered meanwhile, every core is
 * used to the end, and all memory is given back.
 * @returns tables of each model
 * @throws Error with what the first process that failed says, and AbortError
 */
export async function predictInProcesses(
  models: readonly SurrogateModel[],
  space: Space,
  { processes, signal, onProgress }: Predicting = {},
): Promise<PredictionTable[][]> {
  signal?.throwIfAborted()
  const count = processes ?? Math.min(PROCESSES_MAX, availableParallelism())
  const bytes = encodeSpace(space)
  const ranges = rangesOf(space.size)
  const done: number[] = Array(count).fill(0)
  const failed = new AbortController()
  const stop = signal === undefined ? failed.signal : AbortSignal.any([signal, failed.signal])
  const whole = new Joining(space.size)
  try {
    await Promise.all(
      done.map((_, at) =>
        predictRanges({ models, space: bytes, ranges, signal: stop }, whole, (own) => {
          done[at] = own
          onProgress?.(
            done.reduce((sum, one) => sum + one, 0),
            space.size,
          )
        }),
      ),
    )
  } finally {
    failed.abort()
  }
  onProgress?.(space.size, space.size)
  return whole.tables
}

/** Puts the columns of ranges together. */
class Joining {
  tables: PredictionTable[][] = []
  readonly #size: number
  #columns: Float32Array[] = []

  constructor(size: number) {
    this.#size = size
  }

  begin(bare: readonly (readonly BareTable[])[]): void {
    if (this.tables.length > 0) return
    const empty = ({ measures }: BareTable) => measures.map(() => new Float32Array(this.#size))
    this.tables = bare.map((tables) =>
      tables.map((table) => ({ ...table, means: empty(table), standardDeviations: empty(table) })),
    )
    this.#columns = this.tables
      .flat()
      .flatMap(({ means, standardDeviations }) =>
        means.flatMap((mean, at) => [mean, standardDeviations[at] as Float32Array]),
      )
  }

  /** @param values of all columns, one after the other */
  take({ from, to }: PredictedRange, values: Float32Array): void {
    const rows = to - from
    for (const [at, column] of this.#columns.entries()) {
      column.set(values.subarray(at * rows, (at + 1) * rows), from)
    }
  }
}

interface Work {
  readonly models: readonly SurrogateModel[]
  readonly space: Uint8Array
  /** What nobody has taken yet. */
  readonly ranges: Iterator<PredictedRange>
  readonly signal: AbortSignal
}

async function predictRanges(
  { models, space, ranges, signal }: Work,
  whole: Joining,
  onDone: (count: number) => void,
): Promise<void> {
  const child = forkProgram(new URL('./predict-child.ts', import.meta.url))
  const exited = exitOf(child)
  const stop = () => child.kill()
  signal.addEventListener('abort', stop)
  try {
    await new Promise<void>((resolve, reject) => {
      const fail = (error: unknown) => reject(signal.aborted ? signal.reason : error)
      const send = (message: ToPredictor) => sendTo(child, message)
      let range: PredictedRange = { from: 0, to: 0 }
      let finished = 0
      const giveNext = () => {
        const next = ranges.next()
        if (next.done) return resolve()
        range = next.value
        send({ range }).catch(fail)
      }
      child.on('message', (message) => {
        const reply = message as FromPredictor
        if ('error' in reply) reject(new Error(reply.error))
        else if ('done' in reply) onDone(finished + reply.done)
        else if ('tables' in reply) {
          whole.begin(reply.tables)
          giveNext()
        } else {
          const { from, to } = range
          giveNext()
          whole.take({ from, to }, reply.columns)
          finished += to - from
          onDone(finished)
        }
      })
      child.once('error', reject)
      exited.then(() => reject(signal.reason ?? new Error('the process that predicts ended')))
      send({ space })
        .then(() => send({ models }))
        .catch(fail)
    })
  } finally {
    signal.removeEventListener('abort', stop)
    child.kill()
    await exited
  }
}
