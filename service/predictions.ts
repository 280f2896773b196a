import type { PublishedSurrogate } from '../db/release-predictions.ts'
import type { PredictionTable } from '../fitness/prediction-table.ts'
import type { Reporter } from '../report/reporter.ts'
import type { Space } from '../space/space.ts'
import {
  PREDICTIONS_VERSION,
  predictAll,
  predictSpace,
  type SurrogateModel,
} from '../surrogate/predictor.ts'

/** What publication asks of a model; the predictions themselves are made when they are asked for. */
export function publishedSurrogates(
  models: readonly SurrogateModel[],
  space: Space,
  reporter: Reporter,
): PublishedSurrogate[] {
  const predict = sharedPredictions(space, reporter)
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
  reporter: Reporter,
): (model: SurrogateModel) => Promise<PredictionTable[]> {
  const progressOf = (models: readonly SurrogateModel[]) => {
    const label = `Predicting ${models.map(({ instance }) => instance.id).join(', ')}`
    return (done: number, total: number) =>
      done < total ? reporter.progress(label, done, total) : reporter.done(label)
  }
  let batch: { models: SurrogateModel[]; tables: Promise<PredictionTable[][]> } | null = null
  const openBatch = () => {
    const models: SurrogateModel[] = []
    const tables = Promise.resolve().then(() => {
      batch = null
      return predictSpace(models, space, progressOf(models))
    })
    return { models, tables }
  }
  return async (model) => {
    batch ??= openBatch()
    const { models, tables } = batch
    const at = models.push(model) - 1
    const own = tables.then((all) => all[at] ?? [])
    return own.catch(() => predictAll(model, space, progressOf([model])))
  }
}
