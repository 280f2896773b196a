import type {
  Figure,
  FigureName,
  MeasureEvaluation,
  ModelFigures,
  ModelName,
  ProtocolEvaluation,
} from '../../surrogate/card.ts'

/** The tables that `evaluate` prints, one line after the other. */
export function reportLines(evaluation: ProtocolEvaluation): string[] {
  const budgets = [...new Set(evaluation.measures.map(({ epochs }) => epochs))]
  return [
    `${describeProtocol(evaluation)}, seed ${evaluation.seed}`,
    ...budgets.flatMap((epochs) => {
      const measures = evaluation.measures.filter((measure) => measure.epochs === epochs)
      return [
        '',
        `${epochs} epochs: the surrogate on held-out architectures`,
        ...table(SURROGATE_HEAD, measures.map(surrogateRow)),
        '',
        `${epochs} epochs: Kendall's tau beside the baselines and the ceiling of the noise`,
        ...table(TAU_HEAD, measures.map(tauRow)),
        '',
        `${epochs} epochs: the surrogate by distance from what it was trained on`,
        ...table(DISTANCE_HEAD, measures.map(distanceRow)),
      ]
    }),
    '',
    '[…]: 95 % interval by bootstrap over sample groups (over architectures where there are none).',
    "Figures are over all folds' predictions together, and means of the repeats; tau by fold is the",
    'mean over the single folds. Sparse tau: both sides rounded to the step beside it. In 50, 80 and',
    '95 %: percent of single runs inside of the central interval. By distance: percent of single runs',
    'inside of the 80 % interval, mean absolute error, and predictions, over all repeats.',
  ]
}

/** In words: `10 folds by group, 3 repeats`. */
export function describeProtocol(
  protocol: Pick<ProtocolEvaluation, 'by' | 'folds' | 'repeats' | 'trainSize' | 'testSize'>,
): string {
  const { by, folds, repeats, trainSize, testSize } = protocol
  const times = `${repeats} ${repeats === 1 ? 'repeat' : 'repeats'}`
  if (by !== 'hold-out') {
    return `${folds} folds by ${by === 'group' ? 'sample group' : 'architecture'}, ${times}`
  }
  const size = (count: number | null) => (count === null ? 'all others' : `a random ${count}`)
  return `trained on ${size(trainSize)}, tested on ${size(testSize)}, ${times}`
}

const SURROGATE_HEAD = [
  ...['measure', 'n', 'tau', 'tau by fold', 'sparse tau (step)', 'Spearman', 'R²', 'MAE'],
  ...['regret 1 / 5 / 10', 'in 50 %', 'in 80 %', 'in 95 %'],
]

function surrogateRow(measure: MeasureEvaluation): string[] {
  const of = (name: FigureName) => figureOf(measure, 'surrogate', name)
  const regrets = (['regret1', 'regret5', 'regret10'] as const).map((name) => number(of(name)))
  return [
    measure.measure,
    String(measure.architectures),
    withInterval(of('tau')),
    number(modelOf(measure, 'surrogate')?.foldTau ?? null),
    `${withInterval(of('sparseTau'))} (${measure.sparseStep})`,
    withInterval(of('spearman')),
    withInterval(of('rSquared')),
    number(of('meanAbsoluteError')),
    regrets.join(' / '),
    ...(['coverage50', 'coverage80', 'coverage95'] as const).map((name) =>
      withInterval(of(name), percent),
    ),
  ]
}

const TAU_HEAD = [
  ...['measure', 'surrogate', 'random forest', 'parameters', 'mean', 'R² of these four'],
  'ceiling',
]
const COMPARED = ['surrogate', 'random forest', 'parameters', 'mean'] as const

function tauRow(measure: MeasureEvaluation): string[] {
  const ceilings = measure.ceilings.map(({ kind, tau }) => `${number(tau)} (${kind})`)
  return [
    measure.measure,
    ...COMPARED.map((model) => withInterval(figureOf(measure, model, 'tau'))),
    COMPARED.map((model) => number(figureOf(measure, model, 'rSquared'))).join(' / '),
    ceilings.length === 0 ? 'not known' : ceilings.join(', '),
  ]
}

const DISTANCES = [1, 2, 3]
const DISTANCE_HEAD = ['measure', '1 edit', '2 edits', '3 or more']

function distanceRow({ measure, byDistance }: MeasureEvaluation): string[] {
  const cells = DISTANCES.map((distance) => {
    const own = byDistance.find((one) => one.distance === distance)
    if (own === undefined) return '–'
    return `${percent(own.coverage80)} %, ${number(own.meanAbsoluteError)} (${own.architectures})`
  })
  return [measure, ...cells]
}

function modelOf(measure: MeasureEvaluation, model: ModelName): ModelFigures | undefined {
  return measure.models.find((each) => each.model === model)
}

function figureOf(measure: MeasureEvaluation, model: ModelName, name: FigureName): Figure {
  return modelOf(measure, model)?.pooled[name] ?? { value: null, interval: null }
}

function number(figure: Figure | number | null): string {
  const value = typeof figure === 'object' && figure !== null ? figure.value : figure
  if (value === null) return '–'
  return Math.abs(value) >= 10 ? value.toFixed(1) : value.toFixed(Math.abs(value) < 0.1 ? 4 : 3)
}

function percent(value: number): string {
  return (100 * value).toFixed(1)
}

function withInterval({ value, interval }: Figure, text: (value: number) => string = number) {
  if (value === null) return '–'
  return interval === null ? text(value) : `${text(value)} [${interval.map(text).join(', ')}]`
}

// Markdown, so that it can be pasted.
function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = head.map((title, at) =>
    Math.max(title.length, ...rows.map((row) => row[at]?.length ?? 0)),
  )
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |`
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)]
}
