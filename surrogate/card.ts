import { z } from 'zod'
import { Distribution, Withheld } from '../fitness/distribution.ts'
import { Instance } from '../fitness/instance.ts'
import { measureName, measuresOf } from '../fitness/measure.ts'
import { CardError } from './card-error.ts'
import { LeftOut, withShortLists } from './left-out.ts'
import { WalkCheck, WorldCheck } from './world-check.ts'

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
  kind: z.enum(['perfect prediction', 'two runs', 'closest pairs', 'other split']).meta({
    description:
      'perfect prediction: simulated, what the noise of the runs leaves to a model that knows the ' +
      'truth; two runs: measured between two trainings of the same architecture; closest pairs: ' +
      'simulated, what noise as large as the differences of the most similar architectures leaves ' +
      'to a model that knows the truth; other split: ' +
      'measured between validation and test of the same trained network, a rough ceiling',
  }),
  tau: z.number().meta({ description: "Kendall's tau that cannot be expected to be passed" }),
  architectures: count.meta({ description: 'That it was taken from' }),
})
export type Ceiling = z.infer<typeof Ceiling>

const DistanceCoverage = z.strictObject({
  distance: z.int().min(1).meta({
    description: 'Graph edits to the nearest architecture trained on; 3 stands for 3 and more',
  }),
  architectures: count.meta({ description: 'Tested at this distance, over all repeats' }),
  coverage80: share.meta({ description: 'Share of single runs inside of the 80 % intervals' }),
  meanAbsoluteError: z.number().min(0).meta({ description: 'In the unit of the metric' }),
})
export type DistanceCoverage = z.infer<typeof DistanceCoverage>

const MeasureEvaluation = z.strictObject({
  epochs,
  measure,
  architectures: count.meta({ description: 'With a value, of those that were tested on' }),
  sparseStep: z.number().positive().meta({ description: 'Rounding before the sparse tau' }),
  ceilings: z
    .array(Ceiling)
    .meta({ description: 'What the noise of the data leaves to any model' }),
  byDistance: z
    .array(DistanceCoverage)
    .meta({ description: 'The surrogate by distance from what it was trained on' }),
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
  kernel: z
    .string()
    .min(1)
    .meta({ description: 'Of the Gaussian process, with its hyperparameters' }),
  distribution: Distribution.meta({ description: 'Of one run; what the standard deviation is of' }),
  noiseFrom: z.enum(['runs', 'likelihood']).meta({
    description:
      'runs: measured between runs of the same architectures; likelihood: what the model cannot ' +
      'explain of single runs, which may be more than their noise. Either is multiplied by the ' +
      'smallest factor of support where that is below 1',
  }),
  support: z.tuple([z.number().positive(), z.number().positive(), z.number().positive()]).meta({
    description:
      'Factors of the standard deviation at 0 to 1, 2, and 3 or more graph edits from the ' +
      'nearest architecture trained on, fitted on out-of-fold predictions',
  }),
  rSquared: z.number().meta({ description: 'Out of fold, against the mean of all' }),
  leftOut: LeftOut.exactOptional(),
})
export type CardOutput = z.infer<typeof CardOutput>

/** What all measures of a budget have in common. */
export const CardBudget = z.strictObject({
  epochs,
  measures: z.array(measure).meta({ description: 'That are predicted, in the order of the model' }),
  correlations: z.array(z.array(z.number().min(-1).max(1))).meta({
    description:
      'Between the deviations of these measures, out of fold; used to draw them together',
  }),
  architecturesByDistance: z.array(count).meta({
    description:
      'Of all architectures, how many are 0, 1, 2, … graph edits from the nearest one trained on',
  }),
})
export type CardBudget = z.infer<typeof CardBudget>

/** Evidence from values that the model was not trained on. */
export const Check = z.strictObject({
  kind: z.enum(['marginal', 'independent']).meta({
    description:
      'marginal: the distribution of values whose architectures are not known, against that of ' +
      'predicted runs of all architectures; independent: values of architectures of another source',
  }),
  epochs,
  measure,
  values: count.meta({ description: 'How many values' }),
  source: z
    .strictObject({
      name: z.string().min(1).meta({ description: 'Of the file or instance' }),
      sha256: sha256.nullable().meta({ description: 'Of the file; null for an instance' }),
    })
    .meta({ description: 'Where the values are from' }),
  figures: z.record(z.string(), z.number().nullable()).meta({
    description:
      'marginal: ks (Kolmogorov–Smirnov distance), p, and quantiles of both; independent: tau, ' +
      'rSquared, meanAbsoluteError, coverage80, coverage95',
  }),
})
export type Check = z.infer<typeof Check>

export const Tried = z.strictObject({
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
        nearest: z
          .strictObject({
            file: z
              .string()
              .regex(/^[0-9A-Za-z.]+\.nearest\.gz$/, 'a .nearest.gz file beside the card')
              .meta({ description: 'Name of the file' }),
            sha256: sha256.meta({ description: 'Of what the file holds once it is decompressed' }),
          })
          .meta({
            description:
              'Graph edits from each architecture to the nearest one trained on: one byte an ' +
              'architecture by id, budget after budget; the second input of the model',
          }),
        worlds: z
          .strictObject({
            file: z
              .string()
              .regex(/^[0-9A-Za-z.]+\.worlds\.gz$/, 'a .worlds.gz file beside the card')
              .meta({ description: 'Name of the file' }),
            sha256: sha256.meta({ description: 'Of what the file holds once it is decompressed' }),
          })
          .optional()
          .meta({
            description:
              'What worlds are drawn from: kernels, architectures trained on and noise; without it ' +
              'there are none',
          }),
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
    budgets: z.array(CardBudget).min(1).meta({ description: 'What measures of a budget share' }),
    withheld: z
      .array(Withheld)
      .meta({ description: 'Measures that were trained and are not predicted' }),
    evaluation: Evaluation.nullable().meta({
      description: 'What was measured on architectures it had not seen; null before',
    }),
    checks: z
      .array(Check)
      .meta({ description: 'Comparisons with values that it was not trained on' }),
    worldChecks: z
      .array(WorldCheck)
      .optional()
      .meta({ description: 'What was checked of worlds; absent before' }),
    walkChecks: z
      .array(WalkCheck)
      .optional()
      .meta({ description: 'What was checked of worlds on walks; absent where there are none' }),
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
    const ofBudgets = card.budgets.flatMap(({ epochs, measures }) =>
      measures.map((measure) => `${measure} at ${epochs} epochs`),
    )
    for (const output of outputs) {
      if (!ofBudgets.includes(output)) problem('budgets', `none of them lists ${output}`)
    }
    for (const { measures, correlations } of card.budgets) {
      const isSquare = correlations.every(({ length }) => length === measures.length)
      if (correlations.length !== measures.length || !isSquare) {
        problem('budgets', 'the correlations are not one row and column a measure')
      }
    }
  })
export type SurrogateCard = z.infer<typeof SurrogateCard>

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
  return `${withShortLists(JSON.stringify(SurrogateCard.parse(card), null, 2))}\n`
}
