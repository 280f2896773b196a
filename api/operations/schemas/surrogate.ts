import { z } from 'zod'
import { SurrogateCard as Card } from '../../../surrogate/card.ts'

export const SurrogateId = z
  .string()
  .meta({ description: 'Id of a surrogate', example: 'so2sat-lcz42-1' })

export const SurrogateCard = Card.meta({
  id: 'SurrogateCard',
  description: 'A model card: training data, outputs, evaluation, limitations',
})
export type SurrogateCard = z.infer<typeof SurrogateCard>

const output = {
  epochs: z.int().min(1).meta({ description: 'Training budget' }),
  measure: z.string().meta({
    description: 'Metric, then its split if it has one',
    example: 'overallAccuracy.test',
  }),
}

const figure = z.number().nullable()

/** What a list of surrogates says of each. */
export const SurrogateSummary = z
  .strictObject({
    id: SurrogateId,
    instance: z.string().meta({ description: 'Id of the instance that it predicts' }),
    version: z.string().meta({ description: 'The id without the instance', example: '1' }),
    sha256: z.string().meta({ description: 'Of the model file, hexadecimal' }),
    sizeBytes: z.int().min(1).meta({ description: 'Of the model file' }),
    epochs: z.array(z.int().min(1)).meta({ description: 'Training budgets, ascending' }),
    rows: z.int().min(1).meta({ description: 'Architectures it was trained on at any budget' }),
    outputs: z
      .array(
        z.strictObject({
          ...output,
          rows: z.int().min(1).meta({ description: 'Architectures it was trained on' }),
        }),
      )
      .meta({ description: 'Predicted measures; all other measures of the instance are null' }),
    evaluation: z
      .array(
        z.strictObject({
          by: z.string().meta({
            description: 'What was held out together: group, row or hold-out',
            example: 'group',
          }),
          measures: z
            .array(
              z.strictObject({
                ...output,
                tau: figure.meta({ description: "Kendall's tau with the measured values" }),
                rSquared: figure.meta({ description: 'Coefficient of determination' }),
                coverage80: figure.meta({ description: 'Share of the values in 80 % intervals' }),
              }),
            )
            .meta({ description: 'Each measure that was evaluated' }),
        }),
      )
      .nullable()
      .meta({ description: 'On held-out architectures; the card has all figures' }),
  })
  .meta({ id: 'SurrogateSummary', description: 'A surrogate' })
export type SurrogateSummary = z.infer<typeof SurrogateSummary>
