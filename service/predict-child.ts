import type { PredictionTable } from '../fitness/prediction-table.ts'
import { messageOf } from '../report/message-of.ts'
import { decodeSpace } from '../space/space-encoding.ts'
import {
  openSpacePredictor,
  type PredictedRange,
  type SpacePredictor,
  type SurrogateModel,
} from '../surrogate/predictor.ts'
import { endWithParent } from './end-with-parent.ts'

// A process that predict-in-processes.ts starts: it predicts the ranges of the space that it is given.

/** What the child is sent: the space, the models, and then ranges, each after the answer to the one before. */
export type ToPredictor =
  | { readonly space: Uint8Array }
  | { readonly models: readonly SurrogateModel[] }
  | { readonly range: PredictedRange }

/** A table without its columns. */
export type BareTable = Omit<PredictionTable, 'means' | 'standardDeviations'>

/**
 * What it answers: to the models the tables of each, to a range its progress and then the columns of
 * all tables, one after the other, means and standard deviations in turn.
 */
export type FromPredictor =
  | { readonly tables: readonly (readonly BareTable[])[] }
  | { readonly done: number }
  | { readonly columns: Float32Array }
  | { readonly error: string }

const PROGRESS_MS = 200

let space = new Uint8Array()
let predictor: SpacePredictor | null = null

function send(message: FromPredictor): Promise<void> {
  return new Promise((resolve, reject) => {
    if (process.send === undefined) reject(new Error('Started without a parent'))
    else process.send(message, (error: Error | null) => (error ? reject(error) : resolve()))
  })
}

async function open(models: readonly SurrogateModel[]): Promise<void> {
  predictor = await openSpacePredictor(models, decodeSpace(space))
  const empty = await predictor.predict({ from: 0, to: 0 })
  const tables = empty.map((own) =>
    own.map(({ means: _, standardDeviations: __, ...table }) => table),
  )
  await send({ tables })
}

async function predict(range: PredictedRange): Promise<void> {
  let reportedAt = performance.now()
  const onProgress = (done: number) => {
    if (performance.now() - reportedAt < PROGRESS_MS) return
    reportedAt = performance.now()
    send({ done }).catch(() => {})
  }
  const predicted = (await predictor?.predict(range, onProgress)) ?? []
  const all = predicted
    .flat()
    .flatMap(({ means, standardDeviations }) =>
      means.flatMap((mean, at) => [mean, standardDeviations[at] as Float32Array]),
    )
  const rows = range.to - range.from
  const columns = new Float32Array(all.length * rows)
  for (const [at, column] of all.entries()) columns.set(column, at * rows)
  await send({ columns })
}

async function answer(message: ToPredictor): Promise<void> {
  if ('space' in message) space = Uint8Array.from(message.space)
  else if ('models' in message) await open(message.models)
  else await predict(message.range)
}

process.on('message', (message: ToPredictor) => {
  answer(message).catch(async (error: unknown) => {
    await send({ error: messageOf(error) })
    process.disconnect()
  })
})
// The service is gone, in whatever way: nobody waits for the predictions.
process.on('disconnect', () => process.exit(0))
endWithParent()
