import type { PredictionTable } from '../fitness/prediction-table.ts'
import { messageOf } from '../report/message-of.ts'
import { decodeSpace } from '../space/space-encoding.ts'
import { type PredictedRange, predictSpace, type SurrogateModel } from '../surrogate/predictor.ts'
import { endWithParent } from './end-with-parent.ts'

// A process that predict-in-processes.ts starts: it predicts a range of the space and ends.

/** What the child is sent, in this order. */
export type ToPredictor =
  | { readonly space: Uint8Array }
  | { readonly models: readonly SurrogateModel[]; readonly range: PredictedRange }

/** A table without its columns, which follow one by one, means and standard deviations in turn. */
export type BareTable = Omit<PredictionTable, 'means' | 'standardDeviations'>

/** What it answers: progress, then the tables of each model, then their columns in order. */
export type FromPredictor =
  | { readonly done: number }
  | { readonly tables: readonly (readonly BareTable[])[] }
  | { readonly column: Float32Array }
  | { readonly error: string }

const PROGRESS_MS = 200

let space = new Uint8Array()

function send(message: FromPredictor): Promise<void> {
  return new Promise((resolve, reject) => {
    if (process.send === undefined) reject(new Error('Started without a parent'))
    else process.send(message, (error: Error | null) => (error ? reject(error) : resolve()))
  })
}

async function predict(models: readonly SurrogateModel[], range: PredictedRange): Promise<void> {
  let reportedAt = performance.now()
  const onProgress = (done: number) => {
    if (performance.now() - reportedAt < PROGRESS_MS) return
    reportedAt = performance.now()
    send({ done }).catch(() => {})
  }
  const predicted = await predictSpace(models, decodeSpace(space), onProgress, range)
  const bare = predicted.map((tables) =>
    tables.map(({ means: _, standardDeviations: __, ...table }) => table),
  )
  await send({ tables: bare })
  for (const { means, standardDeviations } of predicted.flat()) {
    for (const [at, column] of means.entries()) {
      await send({ column })
      await send({ column: standardDeviations[at] as Float32Array })
    }
  }
}

process.on('message', (message: ToPredictor) => {
  if ('space' in message) {
    space = Uint8Array.from(message.space)
    return
  }
  predict(message.models, message.range)
    .catch((error: unknown) => send({ error: messageOf(error) }))
    .finally(() => process.disconnect())
})
// The service is gone, in whatever way: nobody waits for the predictions.
process.on('disconnect', () => process.exit(0))
endWithParent()
