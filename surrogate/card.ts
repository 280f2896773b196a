import { z } from 'zod'
import { Instance } from '../fitness/instance.ts'
import { measureName, measuresOf } from '../fitness/measure.ts'

/** Format of the card; a card of another format is refused. */
export const CARD_FORMAT = 1

const sha256 = z
  .string()
  .regex(/^[0-9a-f]{64}$/, '64 hexadecimal digits')
  .meta({ description: 'Of the file, hexadecimal' })
const count = z.int().min(0)
const epochs = z.int().min(1).meta({ description: 'Training budget' })
const seed = z
  .int()
  .min(0)
  .meta({ description: 'Of everything random; the same seed, the same result' })
const share = z.number().min(0).max(1)
const measure = z
  .string()
  .min(1)
  .meta({ description: 'Name of a measure', example: 'overallAccuracy.test' })

/** A figure with its 95 % interval by bootstrap; null where it is not defined, not computed. */
const Figure = z.strictObject({
  value: z.number().nullable().meta({ description: 'Null where it is not defined' }),
  interval: z
    .tuple([z.number(), z.number()])
    .nullable()
    .meta({ description: '95 %, by bootstrap; null where it was not computed' }),
})
export type Figure = z.infer<typeof Figure>

/**
 * The figures of one model; regrets and the mean absolute error are in the metric's unit. Coverages
 * are of single runs, which is what standard deviations are of; everything else is of means of runs.
 */
export const FIGURE_NAMES = [
  'tau',
  'sparseTau',
  'spearman',
  'rSquared',
  'meanAbsoluteError',
  'regret1',
  'regret5',
  'regret10',
  'coverage50',
  'coverage80',
  'coverage95',
] as const
export type FigureName = (typeof FIGURE_NAMES)[number]

const FIGURE_TEXTS: Readonly<Record<FigureName, string>> = {
  tau: "Kendall's tau between predictions and measured values",
  sparseTau: "Kendall's tau after rounding both to the sparse step",
  spearman: "Spearman's rank correlation",
  rSquared: 'Coefficient of determination',
  meanAbsoluteError: 'Mean absolute error, in the unit of the metric',
  regret1: 'What the best predicted falls short of the best measured, in the unit of the metric',
  regret5: 'The same for the best of the five that are predicted best',
  regret10: 'The same for the best of the ten that are predicted best',
  coverage50: 'Share of the measured values inside the 50 % intervals',
  coverage80: 'Share of the measured values inside the 80 % intervals',
  coverage95: 'Share of the measured values inside the 95 % intervals',
}

export const MODEL_NAMES = ['surrogate', 'random forest', 'parameters', 'mean'] as const
export type ModelName = (typeof MODEL_NAMES)[number]

const ModelFigures = z.strictObject({
  model: z
    .enum(MODEL_NAMES)
    .meta({ description: 'The surrogate, or a baseline on the same folds' }),
  pooled: z
    .strictObject(
      Object.fromEntries(
        FIGURE_NAMES.map((name) => [name, Figure.meta({ description: FIGURE_TEXTS[name] })]),
      ) as Record<FigureName, typeof Figure>,
    )
    .meta({ description: 'Over the predictions of all folds together; mean of the repeats' }),
  foldTau: z
    .number()
    .nullable()
    .meta({ description: "Mean of the single folds' tau over all folds and repeats" }),
})
export type ModelFigures = z.infer<typeof ModelFigures>

const Ceiling = z.strictObject({
  kind: z.enum(['perfect prediction', 'two runs', 'split noise', 'other split']).meta({
    description:
      'perfect prediction: simulated, what the noise of the runs leaves to a model that knows the ' +
      'truth; two runs: measured between two trainings of the same architecture; split noise: ' +
      'simulated, what a model that knows what validation and test of a network share would reach: ' +
      'the noise of the training itself comes on top; other split: ' +
      'measured between validation and test of the same trained network, a rough ceiling',
  }),
  tau: z.number().meta({ description: "Kendall's tau that cannot be expected to be passed" }),
  architectures: count.meta({ description: 'That it was taken from' }),
})
export type Ceiling = z.infer<typeof Ceiling>

const MeasureEvaluation = z.strictObject({
  epochs,
  measure,
  architectures: count.meta({ description: 'With a value, of those that were tested on' }),
  sparseStep: z.number().positive().meta({ description: 'Rounding before the sparse tau' }),
  ceilings: z
    .array(Ceiling)
    .meta({ description: 'What the noise of the data leaves to any model' }),
  models: z.array(ModelFigures).meta({ description: 'The surrogate and its baselines' }),
})
export type MeasureEvaluation = z.infer<typeof MeasureEvaluation>

const Protocol = z.strictObject({
  by: z.enum(['group', 'row', 'hold-out']).meta({
    description:
      'group: folds of whole sample groups; row: folds of architectures; hold-out: one random ' +
      'training sample, tested on others',
  }),
  folds: z.int().min(2).nullable().meta({ description: 'Null with hold-out' }),
  repeats: z.int().min(1).meta({ description: 'With other folds or samples each' }),
  trainSize: z
    .int()
    .min(1)
    .nullable()
    .meta({ description: 'Architectures to train on with hold-out, else null' }),
  testSize: z
    .int()
    .min(1)
    .nullable()
    .meta({ description: 'Architectures to test on with hold-out, else null' }),
})
export type Protocol = z.infer<typeof Protocol>

const ProtocolEvaluation = z.strictObject({
  ...Protocol.shape,
  seed,
  measures: z.array(MeasureEvaluation).meta({ description: 'Each measure that was evaluated' }),
})
export type ProtocolEvaluation = z.infer<typeof ProtocolEvaluation>

/** What `npm run surrogate -- evaluate` measured. */
export const Evaluation = z.strictObject({
  protocols: z
    .array(ProtocolEvaluation)
    .min(1)
    .meta({ description: 'The ways of holding out that were evaluated' }),
})
export type Evaluation = z.infer<typeof Evaluation>

export const CardSource = z.strictObject({
  name: z.string().min(1).meta({ description: 'Name of the file' }),
  sha256,
  title: z.string().min(1).meta({ description: 'Title of the source' }),
  licence: z.string().min(1).meta({ description: 'Licence of the source' }),
  url: z
    .string()
    .nullable()
    .meta({ description: 'Where the file is published; null where it is not' }),
})
export type CardSource = z.infer<typeof CardSource>

/** One measure at one budget that the model predicts. */
export const CardOutput = z.strictObject({
  epochs,
  measure,
  rows: z.int().min(1).meta({ description: 'Architectures it was trained on' }),
  transform: z
    .record(z.string(), z.union([z.string(), z.number(), z.array(z.number())]))
    .meta({ description: 'From the scale of the model to the unit of the metric' }),
  kernel: z
    .string()
    .min(1)
    .meta({ description: 'Of the Gaussian process, with its hyperparameters' }),
  noise: share.meta({ description: 'Share of the variance that the model takes for noise' }),
  intervalFactor: z
    .number()
    .positive()
    .meta({ description: 'By what the standard deviations were multiplied to hold what they say' }),
})
export type CardOutput = z.infer<typeof CardOutput>

const Tried = z.strictObject({
  model: z.string().min(1).meta({ description: 'What was tried' }),
  protocol: z.string().min(1).meta({ description: 'How it was evaluated' }),
  figures: z.string().min(1).meta({ description: 'What came out' }),
})
export type Tried = z.infer<typeof Tried>

const version = z
  .string()
  .regex(/^[0-9A-Za-z](?:[0-9A-Za-z.]{0,30}[0-9A-Za-z])?$/, 'letters, digits and dots')

/** The JSON that lies beside a model and says what it is, what made it and how good it is. */
export const SurrogateCard = z
  .strictObject({
    format: z.literal(CARD_FORMAT).meta({ description: 'Format of the card' }),
    id: z
      .string()
      .meta({ description: 'The instance, a hyphen and the version', example: 'so2sat-lcz42-1' }),
    version: version.meta({ description: 'Of the model of this instance', example: '1' }),
    instance: Instance.meta({ description: 'The instance that it predicts' }),
    model: z
      .strictObject({
        file: z
          .string()
          .regex(/^[0-9A-Za-z.]+\.onnx$/, 'an .onnx file beside the card')
          .meta({ description: 'Name of the model file' }),
        sha256,
        sizeBytes: z.int().min(1).meta({ description: 'Of the model file' }),
        features: z
          .strictObject({
            version: z.int().min(1).meta({ description: 'Of the feature vector' }),
            count: z.int().min(1).meta({ description: 'Features an architecture' }),
          })
          .meta({ description: 'What the model takes' }),
        opset: z.int().min(1).meta({ description: 'Of ONNX' }),
      })
      .meta({ description: 'The model file' }),
    training: z
      .strictObject({
        seed,
        rows: z.int().min(1).meta({ description: 'Architectures, over all budgets together' }),
        sources: z
          .array(CardSource)
          .min(1)
          .meta({ description: 'The files that the values come from' }),
        release: z
          .string()
          .optional()
          .meta({ description: 'Release that the values were taken from' }),
        trainedWith: z.string().min(1).meta({ description: 'The command that makes this model' }),
      })
      .meta({ description: 'What it was trained on' }),
    outputs: z.array(CardOutput).min(1).meta({ description: 'What it predicts' }),
    evaluation: Evaluation.nullable().meta({
      description: 'What was measured on architectures it had not seen; null before',
    }),
    tried: z.array(Tried).meta({ description: 'What else was tried, on the same folds' }),
    limitations: z.array(z.string().min(1)).meta({ description: 'Where not to trust it' }),
  })
  .superRefine((card, context) => {
    const problem = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message })
    const id = `${card.instance.id}-${card.version}`
    if (card.id !== id) problem('id', `the id of this instance and version is ${id}`)
    const known = new Set(measuresOf(card.instance).map(measureName))
    const outputs = card.outputs.map(({ epochs, measure }) => `${measure} at ${epochs} epochs`)
    for (const { measure } of card.outputs) {
      if (!known.has(measure)) problem('outputs', `${measure} is no measure of the instance`)
    }
    if (new Set(outputs).size !== outputs.length) problem('outputs', 'an output is listed twice')
  })
export type SurrogateCard = z.infer<typeof SurrogateCard>

/** A card that cannot be used; the message names the file, the reason and what helps. */
export class CardError extends Error {
  override readonly name = 'CardError'

  constructor(file: string, reason: string, fix: string) {
    super(`${file}: ${reason}. ${fix}`)
  }
}

/** @throws CardError for text that is no card, or a card of another format */
export function readCard(text: string, file: string): SurrogateCard {
  const fix = 'Train the surrogate again (docs/surrogate.md), or restore the file.'
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    throw new CardError(file, `it is no JSON (${error instanceof Error ? error.message : ''})`, fix)
  }
  const format = typeof json === 'object' && json !== null && 'format' in json ? json.format : null
  if (format !== CARD_FORMAT) {
    const found = format === null ? 'states no format' : `is of format ${JSON.stringify(format)}`
    throw new CardError(
      file,
      `the card ${found}, and this version of the service reads format ${CARD_FORMAT}`,
      'Use the version of the service that wrote it, or train the surrogate again (docs/surrogate.md).',
    )
  }
  const parsed = SurrogateCard.safeParse(json)
  if (parsed.success) return parsed.data
  throw new CardError(file, `it is no valid card:\n${z.prettifyError(parsed.error)}\n`, fix)
}

/** The text of a card: the same card, the same bytes. */
export function cardText(card: SurrogateCard): string {
  return `${JSON.stringify(SurrogateCard.parse(card), null, 2)}\n`
}
