import { availableParallelism } from 'node:os'
import type { PredictionTable } from '../fitness/prediction-table.ts'
import type { Space } from '../space/space.ts'
import { encodeSpace } from '../space/space-encoding.ts'
import { PREDICTED_AT_ONCE, type SurrogateModel } from '../surrogate/predictor.ts'
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

interface Range {
  readonly from: number
  readonly to: number
}

/** Parts of about the same size that each begin where `predictSpace` begins a batch. */
function ranges(size: number, parts: number): Range[] {
  const step = Math.ceil(size / PREDICTED_AT_ONCE / parts) * PREDICTED_AT_ONCE
  return Array.from({ length: Math.ceil(size / step) }, (_, at) => ({
    from: at * step,
    to: Math.min(size, (at + 1) * step),
  }))
}

/**
 * What `predictSpace` gives, to the last bit, computed in processes of their own with one thread each:
 * requests are answered meanwhile, every core is used, and all memory is given back.
 * @returns tables of each model
 * @throws Error with what the first process that failed says, and AbortError
 */
export async function predictInProcesses(
  models: readonly SurrogateModel[],
  space: Space,
  { processes, signal, onProgress }: Predicting = {},
): Promise<PredictionTable[][]> {
  signal?.throwIfAborted()
  const parts = ranges(space.size, processes ?? Math.min(PROCESSES_MAX, availableParallelism()))
  const bytes = encodeSpace(space)
  const done = parts.map(() => 0)
  const failed = new AbortController()
  const stop = signal === undefined ? failed.signal : AbortSignal.any([signal, failed.signal])
  const whole = new Joining(space.size)
  try {
    await Promise.all(
      parts.map((range, at) =>
        predictRange({ models, space: bytes, range, signal: stop }, whole, (count) => {
          done[at] = count
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

  get columns(): number {
    return this.#columns.length
  }

  take(at: number, from: number, column: Float32Array): void {
    this.#columns[at]?.set(column, from)
  }
}

interface RangeOf {
  readonly models: readonly SurrogateModel[]
  readonly space: Uint8Array
  readonly range: Range
  readonly signal: AbortSignal
}

async function predictRange(
  { models, space, range, signal }: RangeOf,
  whole: Joining,
  onDone: (count: number) => void,
): Promise<void> {
  const child = forkProgram(new URL('./predict-child.ts', import.meta.url))
  const exited = exitOf(child)
  const stop = () => child.kill()
  signal.addEventListener('abort', stop)
  try {
    await new Promise<void>((resolve, reject) => {
      let taken = 0
      child.on('message', (message) => {
        const reply = message as FromPredictor
        if ('error' in reply) reject(new Error(reply.error))
        else if ('done' in reply) onDone(reply.done)
        else if ('tables' in reply) {
          whole.begin(reply.tables)
          if (whole.columns === 0) resolve()
        } else {
          whole.take(taken++, range.from, reply.column)
          if (taken === whole.columns) resolve()
        }
      })
      child.once('error', reject)
      exited.then(() => reject(signal.reason ?? new Error('the process that predicts ended')))
      const send = async (message: ToPredictor) => sendTo(child, message)
      send({ space })
        .then(() => send({ models, range }))
        .catch((error: unknown) => reject(signal.aborted ? signal.reason : error))
    })
  } finally {
    signal.removeEventListener('abort', stop)
    child.kill()
    await exited
  }
}
