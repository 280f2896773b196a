import { z } from 'zod'
import { operation } from './operation.ts'
import { unfinishedError, unfinishedOf } from './preparation.ts'
import type { SurrogateModel } from './release-view.ts'
import { SurrogateSummary } from './schemas/surrogate.ts'
import { cardsRevision } from './surrogate.ts'

type Evaluation = NonNullable<SurrogateModel['card']['evaluation']>

function summaryOfEvaluation({ protocols }: Evaluation): SurrogateSummary['evaluation'] {
  return protocols.map(({ by, measures }) => ({
    by,
    measures: measures.map(({ epochs, measure, models }) => {
      const own = models.find(({ model }) => model === 'surrogate')?.pooled
      return {
        epochs,
        measure,
        tau: own?.tau.value ?? null,
        rSquared: own?.rSquared.value ?? null,
        coverage80: own?.coverage80.value ?? null,
      }
    }),
  }))
}

function summaryOf({ id, sha256, card }: SurrogateModel): SurrogateSummary {
  const outputs = card.outputs.map(({ epochs, measure, rows }) => ({ epochs, measure, rows }))
  const epochs = new Set(outputs.map((output) => output.epochs))
  return {
    id,
    instance: card.instance.id,
    version: card.version,
    sha256,
    sizeBytes: card.model.sizeBytes,
    epochs: [...epochs].sort((left, right) => left - right),
    rows: card.training.rows,
    outputs,
    evaluation: card.evaluation === null ? null : summaryOfEvaluation(card.evaluation),
  }
}

export const listSurrogates = operation({
  name: 'listSurrogates',
  method: 'GET',
  path: '/v1/surrogates',
  summary: 'List the surrogates',
  description: 'The models that made the predictions of the release, one an instance.',
  input: z.strictObject({}),
  output: z.strictObject({ results: z.array(SurrogateSummary) }),
  reads: 'cards',
  errors: [],
  examples: [{ title: 'All surrogates', input: {} }],
  revision: cardsRevision,
  handle: ({ release, preparation }) => {
    const coming = unfinishedOf(preparation?.())
    if (coming !== null) throw unfinishedError(coming)
    return { results: [...release.surrogates.values()].map(summaryOf) }
  },
})
