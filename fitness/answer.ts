import type { ComplexityTable } from './complexity-table.ts'
import type { FitnessTable } from './fitness-table.ts'
import type { MetricValues } from './metric-values.ts'
import type { Predictions } from './predictions.ts'
import { randomRun } from './random-run.ts'

/** What of an instance at one budget is asked for. */
export interface FitnessSelection {
  readonly source: 'auto' | 'tabular' | 'surrogate'
  /** The mean, one run by its number from 0, or one run or prediction drawn with `seed`. */
  readonly run: 'mean' | 'random' | number
  readonly seed: number
  readonly halfway: boolean
}

/** The fitness of one architecture. */
export interface Fitness {
  hash: string
  architectureId: number
  source: 'tabular' | 'surrogate'
  /** `random` only of a surrogate: a draw; in a table the run that was drawn has a number. */
  run: 'mean' | 'random' | number
  /** Runs in the table; 0 of a surrogate. */
  runs: number
  /**
   * For the instance's input, of the cell that was trained (with several runs, the first's), or of
   * the representative where it is predicted.
   */
  trainableParameters: number
  macs: number
  metrics: MetricValues
  /** Over the runs, or predictive, also beside a draw. */
  standardDeviation: MetricValues | null
}

export interface NoFitness {
  readonly code: 'not_evaluated' | 'unavailable'
  readonly detail: string
}

/** One instance at one budget: measured, predicted or both. */
export interface FitnessProblem {
  readonly instance: string
  readonly epochs: number
  readonly table: FitnessTable | null
  readonly predictions: Predictions | null
  readonly complexity: ComplexityTable
}

/** @param hash of the same architecture, which the caller often has at hand */
export type FitnessAnswerer = (architectureId: number, hash: string) => Fitness | NoFitness

/** Answers for one architecture after the other; the same architecture, the same answer. */
export function fitnessAnswers(
  problem: FitnessProblem,
  selection: FitnessSelection,
): FitnessAnswerer {
  const { table } = problem
  const { source } = selection
  const notMeasured = notEvaluated(problem, selection)
  const otherwise = source === 'tabular' ? () => notMeasured : surrogateAnswers(problem, selection)
  if (source === 'surrogate' || table === null) return otherwise
  const tabular = tabularAnswers({ ...problem, table }, selection)
  return (architectureId, hash) => {
    const row = table.rowOf(architectureId)
    return row < 0 ? otherwise(architectureId, hash) : tabular(row, architectureId, hash)
  }
}

function placeOf({ instance, epochs }: FitnessProblem): string {
  return `${instance} at ${epochs} epochs`
}

function notEvaluated(problem: FitnessProblem, { source }: FitnessSelection): NoFitness {
  const why = source === 'auto' ? ', and no surrogate is loaded' : ''
  return {
    code: 'not_evaluated',
    detail: `This architecture was not evaluated on ${placeOf(problem)}${why}.`,
  }
}

function surrogateAnswers(problem: FitnessProblem, selection: FitnessSelection): FitnessAnswerer {
  const { predictions, complexity } = problem
  const { source, run, seed, halfway } = selection
  const where = placeOf(problem)
  if (predictions === null) {
    const without = notEvaluated(problem, selection)
    const missing: NoFitness = {
      code: 'unavailable',
      detail: `No surrogate is loaded for ${where}; ask for source tabular or auto.`,
    }
    return () => (source === 'surrogate' ? missing : without)
  }
  if (typeof run === 'number') {
    const detail =
      source === 'surrogate'
        ? `A prediction on ${where} has no runs: ask for run mean or random, or for source tabular.`
        : `This architecture was not evaluated on ${where}, and a prediction has no runs: ask for run mean or random.`
    return () => ({ code: 'not_evaluated', detail })
  }
  const means = (architectureId: number) => predictions.meansOf(architectureId, halfway)
  const valuesOf = run === 'random' ? predictions.draws(seed, halfway) : means
  return (architectureId, hash) => {
    const { trainableParameters, macs } = complexity.of(architectureId)
    return {
      hash,
      architectureId,
      source: 'surrogate',
      run,
      runs: 0,
      trainableParameters,
      macs,
      metrics: valuesOf(architectureId),
      standardDeviation: predictions.deviationsOf(architectureId, halfway),
    }
  }
}

function tabularAnswers(
  problem: FitnessProblem & { readonly table: FitnessTable },
  { run, seed, halfway }: FitnessSelection,
): (row: number, architectureId: number, hash: string) => Fitness | NoFitness {
  const { instance, epochs, table, complexity } = problem
  const draw = randomRun(seed, { instance, epochs })
  return (row, architectureId, hash) => {
    const runs = table.runsOf(row)
    const taken = run === 'random' ? draw(architectureId, runs) : run
    if (taken !== 'mean' && taken >= runs) {
      return {
        code: 'not_evaluated',
        detail: `This architecture has ${runs} ${runs === 1 ? 'run' : 'runs'} on ${placeOf(problem)}, numbered from 0; there is no run ${taken}.`,
      }
    }
    const form = table.formOf(row, taken === 'mean' ? 0 : taken)
    const { trainableParameters, macs } =
      form === null ? complexity.of(architectureId) : complexity.ofForm(form)
    return {
      hash,
      architectureId,
      source: 'tabular',
      run: taken,
      runs,
      trainableParameters,
      macs,
      metrics: taken === 'mean' ? table.meansOf(row, halfway) : table.valuesOf(row, taken, halfway),
      standardDeviation: taken === 'mean' && runs > 1 ? table.deviationsOf(row, halfway) : null,
    }
  }
}
