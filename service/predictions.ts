import type { PublishedSurrogate } from '../db/release-predictions.ts'
import type { PredictionTable } from '../fitness/prediction-table.ts'
import type { Reporter } from '../report/reporter.ts'
import type { Space } from '../space/space.ts'
import { PREDICTIONS_VERSION, type SurrogateModel } from '../surrogate/predictor.ts'
import { predictInProcesses } from './predict-in-processes.ts'

export interface PredictionOptions {
  readonly reporter: Reporter
  readonly signal?: AbortSignal | undefined
  /** Called with the share of the architectures that are predicted, 0 to 1. */
  readonly onProgress?: (share: number) => void
}

/** What publication asks of a model; the predictions themselves are made when they are asked for. */
export function publishedSurrogates(
  models: readonly SurrogateModel[],
  space: Space,
  options: PredictionOptions,
): PublishedSurrogate[] {
  const predict = sharedPredictions(space, options)
  return models.map((model) => ({
    ...identityOf(model),
    withheld: model.card.withheld,
    predictions: () => predict(model),
  }))
}

/** What tells one surrogate's predictions from another's. */
export function identityOf({ id, instance, sha256 }: SurrogateModel) {
  return { id, instance, sha256, predictionsVersion: PREDICTIONS_VERSION }
}

// The features of the architectures take long to compute, so the models that are asked at the same
// time share them; where that fails, each predicts alone and only those that fail are left out.
function sharedPredictions(
  space: Space,
  { reporter, signal, onProgress = () => {} }: PredictionOptions,
): (model: SurrogateModel) => Promise<PredictionTable[]> {
  const progressOf = (models: readonly SurrogateModel[]) => {
    const label = `Predicting ${models.map(({ instance }) => instance.id).join(', ')}`
    return (done: number, total: number) => {
      onProgress(done / total)
      if (done < total) reporter.progress(label, done, total)
      else reporter.done(label)
    }
  }
  let batch: { models: SurrogateModel[]; tables: Promise<PredictionTable[][]> } | null = null
  const openBatch = () => {
    const models: SurrogateModel[] = []
    const tables = Promise.resolve().then(() => {
      batch = null
      return predictInProcesses(models, space, { signal, onProgress: progressOf(models) })
    })
    return { models, tables }
  }
  return async (model) => {
    batch ??= openBatch()
    const { models, tables } = batch
    const at = models.push(model) - 1
    try {
      return (await tables)[at] ?? []
    } catch {
      signal?.throwIfAborted()
      const alone = { signal, onProgress: progressOf([model]) }
      return (await predictInProcesses([model], space, alone))[0] ?? []
    }
  }
}
