import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { ExitCode } from '../report/exit-with.ts'
import { messageOf } from '../report/message-of.ts'
import type { Reporter } from '../report/reporter.ts'
import { OPERATORS, type Operator } from '../space/neighbour-graph.ts'
import { type Budget, runAgreement } from './agreement/run-agreement.ts'
import { runFootprint } from './footprint/run-footprint.ts'
import { runGroundTruth } from './ground-truth/run-ground-truth.ts'
import { runLearningCurve } from './learning-curve/run-learning-curve.ts'
import { runMetrics } from './metrics/run-metrics.ts'
import { replicate } from './replicate/replicate.ts'
import { replicationPage } from './replicate/replication-page.ts'
import { runInitialisationStudy, runSearchStudy } from './search/run-search-studies.ts'
import { runTradeOff } from './trade-off/run-trade-off.ts'

export interface StudySettings {
  readonly sources: string
  readonly reporter: Reporter
  readonly output: { write(text: string): unknown }
}

const HELP = `npm run study -- replicate [--out FOLDER]
npm run study -- ground-truth [--out FOLDER]
npm run study -- footprint INSTANCE --release FOLDER [options]
npm run study -- compare INSTANCE INSTANCE --release FOLDER [options]
npm run study -- metrics INSTANCE --release FOLDER [options]
npm run study -- trade-off INSTANCE --release FOLDER [options]
npm run study -- search INSTANCE --release FOLDER [options]
npm run study -- initialisation INSTANCE --release FOLDER [options]
npm run study -- learning-curve TABLE --epochs N [options]
npm run study -- agreement INSTANCE@EPOCHS INSTANCE@EPOCHS … --release FOLDER [options]

replicate   Compares every published figure with our value and says which reproduce.
ground-truth  Compares footprints of surrogates with those of all 2,532 measured cells of EC-NAS-Bench.
footprint   Computes the landscape footprint of an instance from a release in files.
compare     The same of two instances, on one scale.
agreement   Rank correlations of measured values between instances and budgets, with their
            standard errors.
metrics     Says which quality metric tells neighbours apart, and where a metric malfunctions.
trade-off   Draws a measure against a cost over all architectures, with the Pareto front.
search      Compares the search algorithms, each run in a world of its own.
learning-curve  Trains surrogates on samples of a measured table and tests them on its other cells.
initialisation  Compares first populations of centroids, random and Latin hypercube samples, with both
            policies for invalid cells.

--release FOLDER    a release, as npm run release -- export or a download writes it
--epochs N          the training budget; default: the largest of the instance
--measure NAME      as in a sort order; default: validationOverallAccuracy
--majority SHARE    of metrics: share of the largest class among the images, 0 to 1
--cost NAME         of a trade-off; default: latencyMs
--operator NAME     ${OPERATORS.join(', ')}; default: graph-edit
--worlds N          worlds to draw whole, 0 for none; default: 16 for each footprint, 0 for a search
--runs N            runs of each search; default: 30
--evaluations N     budget of a search; default: 500, of initialisation 1,995
--source NAME       world, surrogate or tabular; default: world, of initialisation surrogate
--column NAME       of a learning curve; default: overall_accuracy_validation
--sizes N,N,…       cells to train on; default: 100,450,1000
--repeats N         samples of each size; default: 3
--out FOLDER        where the results are written; default: ./study-results
`

const OPTIONS = {
  out: { type: 'string', default: './study-results' },
  release: { type: 'string' },
  epochs: { type: 'string' },
  measure: { type: 'string', default: 'validationOverallAccuracy' },
  majority: { type: 'string' },
  cost: { type: 'string', default: 'latencyMs' },
  operator: { type: 'string', default: 'graph-edit' },
  worlds: { type: 'string' },
  runs: { type: 'string', default: '30' },
  evaluations: { type: 'string' },
  source: { type: 'string' },
  column: { type: 'string', default: 'overall_accuracy_validation' },
  sizes: { type: 'string', default: '100,450,1000' },
  repeats: { type: 'string', default: '3' },
  help: { type: 'boolean' },
} as const

/** How many instances each study of a release takes. */
const INSTANCES: Readonly<Record<string, 1 | 2>> = {
  footprint: 1,
  compare: 2,
  metrics: 1,
  'trade-off': 1,
  search: 1,
  initialisation: 1,
}

class UsageError extends Error {}

/** Runs a study. Exit codes: 0 done, 1 failed, 2 called wrongly. */
export async function runStudyCommand(
  args: readonly string[],
  settings: StudySettings,
): Promise<ExitCode> {
  const { output } = settings
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: OPTIONS,
    })
    if (values.help === true) {
      output.write(HELP)
      return 0
    }
    const [study, ...instances] = positionals
    if (study === 'replicate' && instances.length === 0) {
      return await runReplicate(values.out, settings)
    }
    if (study === 'ground-truth' && instances.length === 0) {
      return await runGroundTruth({ ...settings, out: values.out })
    }
    if (study === 'agreement') {
      const budgets = instances.map(budgetOf)
      if (budgets.length < 2) throw new UsageError('agreement takes two or more.')
      const { measure, out } = values
      await runAgreement({ budgets, measure, release: releaseOf(values), out }, output)
      return 0
    }
    if (study === 'learning-curve') {
      const [table, ...more] = instances
      const epochs = countOf('epochs', values.epochs)
      if (table === undefined || more.length > 0) throw new UsageError('Name one table.')
      if (epochs === undefined) throw new UsageError('Name the budget with --epochs.')
      const sizes = values.sizes.split(',').map((text) => countOf('sizes', text) ?? 1)
      const repeats = countOf('repeats', values.repeats) ?? 1
      const { column, out } = values
      return await runLearningCurve({ table, column, epochs, sizes, repeats, out }, settings)
    }
    const wanted = INSTANCES[study ?? '']
    if (wanted === undefined) throw new UsageError('Name a study.')
    if (instances.length !== wanted) {
      throw new UsageError(`${study} takes ${wanted === 1 ? 'one instance' : 'two instances'}.`)
    }
    const release = releaseOf(values)
    const epochs = countOf('epochs', values.epochs)
    if (study === 'search' || study === 'initialisation') {
      await runSearches(
        study,
        { ...values, instance: instances[0] ?? '', release, epochs },
        settings,
      )
      return 0
    }
    if (study === 'metrics') {
      const majorityShare = shareOf('majority', values.majority)
      const problem = { instance: instances[0] ?? '', epochs, majorityShare }
      await runMetrics(problem, { release, out: values.out }, output)
      return 0
    }
    if (study === 'trade-off') {
      const { measure, cost, out } = values
      const [instance = ''] = instances
      const path = await runTradeOff({ instance, release, epochs, measure, cost, out })
      output.write(`Written to ${path}.\n`)
      return 0
    }
    const label = 'Computing footprints'
    await runFootprint(
      {
        instances,
        release,
        epochs,
        measure: values.measure,
        operator: operatorOf(values.operator),
        worlds: worldsOf(values.worlds ?? '16'),
        out: values.out,
      },
      { output, progress: (done, total) => settings.reporter.progress(label, done, total) },
    )
    settings.reporter.done(label)
    return 0
  } catch (error) {
    if (!(error instanceof UsageError || (error instanceof TypeError && 'code' in error))) {
      throw error
    }
    output.write(`${messageOf(error)}\n\n${HELP}`)
    return 2
  }
}

function releaseOf({ release }: { release?: string | undefined }): string {
  if (release === undefined) throw new UsageError('Name the folder with --release.')
  return release
}

function budgetOf(text: string): Budget {
  const [, instance, epochs] = /^([a-z0-9-]+)@([1-9][0-9]*)$/.exec(text) ?? []
  if (instance !== undefined) return { instance, epochs: Number(epochs) }
  throw new UsageError(`${text}: say INSTANCE@EPOCHS, for example eurosat-rgb@4.`)
}

const WORLDS_MAX = 1000

function worldsOf(text: string): number {
  const worlds = Number(text)
  if (/^[0-9]+$/.test(text) && worlds <= WORLDS_MAX) return worlds
  throw new UsageError(`--worlds is ${text}; give a whole number from 0 to ${WORLDS_MAX}.`)
}

function operatorOf(name: string): Operator {
  const found = OPERATORS.find((one) => one === name)
  if (found !== undefined) return found
  throw new UsageError(`There is no operator ${name}; the operators are ${OPERATORS.join(', ')}.`)
}

interface SearchValues {
  readonly instance: string
  readonly release: string
  readonly epochs: number | undefined
  readonly measure: string
  readonly runs: string
  readonly worlds?: string | undefined
  readonly evaluations?: string | undefined
  readonly source?: string | undefined
  readonly out: string
}

async function runSearches(
  study: 'search' | 'initialisation',
  { runs, worlds, evaluations, source, ...values }: SearchValues,
  { reporter, output }: StudySettings,
): Promise<void> {
  const label = study === 'search' ? 'Searching' : 'Searching from first populations'
  const run = study === 'search' ? runSearchStudy : runInitialisationStudy
  await run(
    {
      ...values,
      source: sourceOf(source ?? (study === 'search' ? 'world' : 'surrogate')),
      runs: countOf('runs', runs) ?? 1,
      worlds: worldsOf(worlds ?? '0'),
      evaluations: countOf('evaluations', evaluations),
    },
    { output, progress: (done, total) => reporter.progress(label, done, total) },
  )
  reporter.done(label)
}

function countOf(name: string, text: string | undefined): number | undefined {
  if (text === undefined || (Number.isInteger(Number(text)) && Number(text) > 0)) {
    return text === undefined ? undefined : Number(text)
  }
  throw new UsageError(`--${name} is ${text}; give a whole number from 1.`)
}

function shareOf(name: string, text: string | undefined): number | undefined {
  const share = text === undefined || text === '' ? Number.NaN : Number(text)
  if (text === undefined || (share >= 0 && share <= 1)) return text === undefined ? text : share
  throw new UsageError(`--${name} is ${text}; give a number from 0 to 1.`)
}

const SOURCES = ['world', 'surrogate', 'tabular'] as const

function sourceOf(name: string): (typeof SOURCES)[number] {
  const found = SOURCES.find((one) => one === name)
  if (found !== undefined) return found
  throw new UsageError(`There is no source ${name}; the sources are ${SOURCES.join(', ')}.`)
}

async function runReplicate(
  folder: string,
  { sources, reporter, output }: StudySettings,
): Promise<ExitCode> {
  const label = 'Replicating'
  const { charts, ...replication } = await replicate(sources, (_, done, total) =>
    reporter.progress(label, done, total),
  )
  reporter.done(label)
  const page = replicationPage(replication)
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'replication.md'), page)
  await writeFile(join(folder, 'replication.json'), `${JSON.stringify(replication, null, 2)}\n`)
  for (const [name, chart] of Object.entries(charts)) await writeFile(join(folder, name), chart)
  const written = ['replication.md', 'replication.json', ...Object.keys(charts)].join(', ')
  output.write(`${page}\nWritten to ${folder}: ${written}.\n`)
  return 0
}
