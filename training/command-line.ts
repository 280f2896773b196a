import { parseArgs } from 'node:util'
import { WALK_COLUMNS } from './walks.ts'

export const DEFAULT_SEED = 1

const OPTIONS = {
  data: { type: 'string', multiple: true },
  version: { type: 'string' },
  seed: { type: 'string' },
  models: { type: 'string' },
  by: { type: 'string' },
  folds: { type: 'string' },
  repeats: { type: 'string' },
  epochs: { type: 'string', multiple: true },
  'train-size': { type: 'string' },
  'test-size': { type: 'string' },
  workers: { type: 'string' },
  against: { type: 'string' },
  values: { type: 'string' },
  walks: { type: 'string' },
  column: { type: 'string', multiple: true },
  write: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const

export const HELP = `Usage: npm run surrogate -- train INSTANCE [options]
       npm run surrogate -- evaluate INSTANCE [options]
       npm run surrogate -- check INSTANCE --against INSTANCE | --values TABLE --column … [options]
       npm run surrogate -- check-worlds INSTANCE [--walks TABLE] [options]
       npm run surrogate -- document

train     fits the surrogate of an instance to its evaluations in the database and writes the model
          and its card; the same data and seed give the same bytes
evaluate  measures how well it predicts architectures that were held out, beside baselines
check     compares a model with values that it was not trained on
check-worlds  compares worlds with the predictions and with the exact posterior, which needs no
          database; or with walks that were measured
document  writes the tables of docs/surrogate.md and the pages in docs/cards from the cards

Options of all:
  --data INSTANCE   take the evaluations of this instance; may be given several times, and the
                    first one with 20 architectures counts (default: those of
                    instances/INSTANCE/recipe.json, else INSTANCE itself)
  --version V       version of the model: surrogate/models/INSTANCE/V.onnx (default: train takes the
                    next free number, evaluate the newest); train never overwrites a version
  --seed N          from 0 to 4294967295 (default: ${DEFAULT_SEED})
  --models FOLDER   where the models are (default: surrogate/models)
  -h, --help        this text

Options of check:
  --against INSTANCE        evaluations of other architectures than those that it was trained on
  --values TABLE            CSV table of values whose architectures are not known
  --column MEASURE=COLUMN   which column of the table has which measure; may be given several times
  --epochs N                budget of the table (default: the greatest that is predicted)
  --write                   keep the figures in the model's card

Options of check-worlds:
  --walks TABLE             CSV table of walks, its rows in the order of the steps
  --column walk=COLUMN      which column names the walk (default: walk)
  --column hash=COLUMN      which column has the module hash (default: hash)
  --write                   keep the figures in the model's card

Options of evaluate:
  --by group|row|both   folds of whole sample groups, of single architectures, or both one after the
                        other (default: both, or row where there are no sample groups)
  --folds N             default: 10
  --repeats N           default: 3 with folds, 1 with --train-size or --test-size
  --train-size N        in place of folds: train on a random N and test on the others,
  --test-size N         or on a random N of the others
  --epochs N            only this budget; may be given several times
  --workers N           processes (default: one a core)
  --write               keep the figures in the model's card

The database is DATABASE_URL, or the embedded one in ./data (DATA_FOLDER). Exit codes: 0 done,
1 refused or failed, 2 called wrongly.
`

const VERBS = ['train', 'evaluate', 'check', 'check-worlds'] as const
export type Verb = (typeof VERBS)[number]

/** A call that was understood. */
export interface SurrogateCall {
  readonly verb: Verb
  readonly instance: string
  /** Instances whose evaluations are taken, in this order; null for those of the recipe. */
  readonly data: readonly string[] | null
  /** Null for the next free version, or for the newest one to evaluate. */
  readonly version: string | null
  readonly seed: number
  readonly modelsFolder: string | null
  readonly by: 'group' | 'row' | 'both' | null
  readonly folds: number
  readonly repeats: number | null
  readonly trainSize: number | null
  readonly testSize: number | null
  /** Null for all. */
  readonly epochs: readonly number[] | null
  readonly workers: number | null
  readonly write: boolean
  /** What `check` compares with: another instance, or a table with its columns by measure. */
  readonly against: string | null
  readonly values: string | null
  /** Table of walks for `check-worlds`. */
  readonly walks: string | null
  readonly columns: ReadonlyMap<string, string>
}

class UsageError extends Error {}

/** The call, or why it is none. */
export function parseCall(
  args: readonly string[],
): SurrogateCall | { readonly help: true } | { readonly problem: string } {
  try {
    return understood(args)
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) }
  }
}

/** The command that does the same again, without what is default. */
export function commandOf(call: SurrogateCall): string {
  const { verb, instance, data, version, seed } = call
  const named = data?.length === 1 && data[0] === instance ? [] : (data ?? [])
  return [
    `npm run surrogate -- ${verb} ${instance}`,
    ...named.map((name) => `--data ${name}`),
    ...(version === null || version === '1' ? [] : [`--version ${version}`]),
    `--seed ${seed}`,
  ].join(' ')
}

function understood(args: readonly string[]): SurrogateCall | { readonly help: true } {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: OPTIONS,
    allowPositionals: true,
    strict: true,
  })
  if (values.help === true) return { help: true }
  const [verb, instance, ...more] = positionals
  if (!isVerb(verb)) {
    throw new UsageError(
      `${verb === undefined ? '' : `There is no ${verb}. `}Say train, evaluate, check or check-worlds.`,
    )
  }
  if (instance === undefined) throw new UsageError('Name an instance.')
  if (more.length > 0) throw new UsageError(`What is ${more.join(' ')}? One instance is enough.`)
  const { by, folds, repeats, workers, write } = values
  for (const [name, verbs] of Object.entries(ONLY_OF)) {
    if (values[name as keyof typeof values] === undefined || verbs.includes(verb)) continue
    throw new UsageError(`--${name} is for ${verbs.join(' and ')}.`)
  }
  if (by !== undefined && by !== 'group' && by !== 'row' && by !== 'both') {
    throw new UsageError(`--by ${by}: say group, row or both.`)
  }
  const size = (name: 'train-size' | 'test-size') => integer(name, values[name], { least: 1 })
  const trainSize = size('train-size')
  const testSize = size('test-size')
  if ((trainSize ?? testSize) !== null && (by ?? folds) !== undefined) {
    throw new UsageError('--train-size and --test-size stand in place of --by and --folds.')
  }
  return {
    verb,
    instance,
    data: values.data ?? null,
    version: values.version === undefined ? null : versionOf(values.version),
    seed: integer('seed', values.seed, { least: 0, most: 2 ** 32 - 1 }) ?? DEFAULT_SEED,
    modelsFolder: values.models ?? null,
    by: by ?? null,
    folds: integer('folds', folds, { least: 2 }) ?? 10,
    repeats: integer('repeats', repeats, { least: 1 }),
    trainSize,
    testSize,
    epochs: values.epochs?.map((text) => integer('epochs', text, { least: 1 }) ?? 1) ?? null,
    workers: integer('workers', workers, { least: 1 }),
    write: write === true,
    ...comparison(verb, values),
  }
}

function isVerb(text: string | undefined): text is Verb {
  return VERBS.some((verb) => verb === text)
}

const ONLY_OF: Readonly<Record<string, readonly Verb[]>> = {
  by: ['evaluate'],
  folds: ['evaluate'],
  repeats: ['evaluate'],
  workers: ['evaluate'],
  'train-size': ['evaluate'],
  'test-size': ['evaluate'],
  epochs: ['evaluate', 'check'],
  write: ['evaluate', 'check', 'check-worlds'],
  against: ['check'],
  values: ['check'],
  walks: ['check-worlds'],
  column: ['check', 'check-worlds'],
}

interface ComparisonOptions {
  readonly against?: string | undefined
  readonly values?: string | undefined
  readonly walks?: string | undefined
  readonly column?: string[] | undefined
  readonly epochs?: string[] | undefined
}

function comparison(
  verb: Verb,
  options: ComparisonOptions,
): Pick<SurrogateCall, 'against' | 'values' | 'walks' | 'columns'> {
  const { against = null, values = null, walks = null, epochs } = options
  const column = options.column ?? []
  if (verb === 'check' && (against === null) === (values === null)) {
    throw new UsageError('check takes either --against INSTANCE or --values TABLE.')
  }
  if (verb === 'check' && epochs !== undefined && (values === null || epochs.length > 1)) {
    throw new UsageError('--epochs is the one budget of --values TABLE.')
  }
  if (verb === 'check-worlds') {
    if (walks === null && column.length > 0) throw new UsageError('--column is for --walks TABLE.')
  } else if ((values === null) !== (column.length === 0)) {
    throw new UsageError('--values TABLE and --column MEASURE=COLUMN go together.')
  }
  const columns = new Map(
    column.map((text) => {
      const [measure = '', name = '', ...more] = text.split('=')
      const isKnown = verb === 'check' || WALK_COLUMNS.some((known) => known === measure)
      if (isKnown && measure !== '' && name !== '' && more.length === 0) return [measure, name]
      throw new UsageError(
        `--column ${text}: say ${verb === 'check' ? 'MEASURE' : WALK_COLUMNS.join(' or ')}=COLUMN.`,
      )
    }),
  )
  return { against, values, walks, columns }
}

// It becomes the name of a file.
function versionOf(text: string): string {
  if (/^[0-9A-Za-z](?:[0-9A-Za-z.]{0,30}[0-9A-Za-z])?$/.test(text)) return text
  throw new UsageError(`--version ${text}: letters, digits and dots, at most 32.`)
}

function integer(
  name: string,
  text: string | undefined,
  { least, most = 1e6 }: { least: number; most?: number },
): number | null {
  if (text === undefined) return null
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN
  if (value >= least && value <= most) return value
  throw new UsageError(`--${name} ${text}: a whole number from ${least} to ${most}.`)
}
