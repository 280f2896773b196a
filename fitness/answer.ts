import type { ComplexityTable } from './complexity-table.ts'
import type { FitnessTable } from './fitness-table.ts'
import { type JsonWriter, literal } from './json-writer.ts'
import { type MetricForm, type MetricValues, metricValues, metricWriting } from './metric-values.ts'
import type { Predictions } from './predictions.ts'
import type { Deviation } from './predictive.ts'
import { randomRun } from './random-run.ts'
import type { World } from './world.ts'

/** What of an instance at one budget is asked for. */
export interface FitnessSelection {
  readonly source: 'auto' | 'tabular' | 'surrogate' | 'world'
  /** The mean, one run by its number from 0, or one run or prediction drawn with `seed`. */
  readonly run: 'mean' | 'random' | number
  readonly seed: number
  readonly halfway: boolean
  /** Of what the standard deviations are. */
  readonly deviation: Deviation
}

interface FitnessIn<Metrics> {
  hash: string
  architectureId: number
  source: 'tabular' | 'surrogate' | 'world'
  /** `random` only of a surrogate or a world: a draw; in a table the run that was drawn has a number. */
  run: 'mean' | 'random' | number
  /** Runs in the table; 0 of a surrogate. */
  runs: number
  /**
   * For the instance's input, of the cell that was trained (with several runs, the first's), or of
   * the representative where it is predicted.
   */
  trainableParameters: number
  macs: number
  metrics: Metrics
  /** Over the runs, or predictive, also beside a draw. */
  standardDeviation: Metrics | null
  /**
   * Of a surrogate: graph edits to the nearest architecture that it was trained on, 255 without one.
   * Null in a table.
   */
  nearestMeasured: number | null
}

/** The fitness of one architecture. */
export type Fitness = FitnessIn<MetricValues>

export interface NoFitness {
  /** `unavailable`: there will be an answer, when what predicts it is ready. */
  readonly code: 'not_evaluated' | 'unavailable'
  readonly detail: string
  /** With `unavailable`: the share of the predictions that are computed, 0 to 1. */
  readonly progress?: number
}

/** One instance at one budget: measured, predicted or both. */
export interface FitnessProblem {
  readonly instance: string
  readonly epochs: number
  readonly table: FitnessTable | null
  readonly predictions: Predictions | null
  readonly complexity: ComplexityTable
  /** Where the source is a world. */
  readonly world?: World | undefined
  /** Asked for each architecture that only predictions can answer, where there are none: are there to be? */
  readonly pending?:
    | (() => { readonly detail: string; readonly progress: number } | null)
    | undefined
}

/** @param hash of the same architecture, which the caller often has at hand */
type Answerer<Answer> = (architectureId: number, hash: string) => Answer | NoFitness
export type FitnessAnswerer = Answerer<Fitness>

type SelectionIn<Metrics> = FitnessSelection & { readonly form: MetricForm<Metrics> }

/** Answers for one architecture after the other; the same architecture, the same answer. */
export function fitnessAnswers(
  problem: FitnessProblem,
  selection: FitnessSelection,
): FitnessAnswerer {
  return answersIn(problem, { ...selection, form: metricValues })
}

/** Answers as JSON.stringify would write them. */
export interface FitnessWriter {
  /**
   * Writes one, from its first field to its closing brace.
   * @returns why there is nothing to write, else the source
   */
  write(writer: JsonWriter, architectureId: number): NoFitness | Fitness['source']
  /**
   * Reads what `write` will need of some architectures: asked for together, memory brings it at the
   * same time, and one after the other it does not.
   */
  fetch(architectureIds: Int32Array): number
}

/** @param hashes of all architectures, as the space has them */
export function fitnessWriting(
  problem: FitnessProblem,
  selection: FitnessSelection,
  hashes: Uint32Array,
): FitnessWriter {
  const answer = answersIn(problem, { ...selection, form: metricWriting })
  const { table, complexity, predictions } = problem
  const otherwise = (writer: JsonWriter, architectureId: number) => {
    const fitness = answer(architectureId, '')
    if ('code' in fitness) return fitness
    writeFitness(writer, fitness, hashes)
    return fitness.source
  }
  const { source, run, halfway, deviation } = selection
  const isPlain =
    (source === 'auto' || source === 'surrogate') && run === 'mean' && deviation === 'run'
  const rows = isPlain ? (predictions?.rows(halfway) ?? null) : null
  if (rows === null) return { write: otherwise, fetch: () => 0 }
  const rowOf = source === 'surrogate' || table === null ? () => -1 : table.rowOf
  const fetch = (architectureIds: Int32Array) => {
    let touched = 0
    for (let at = 0; at < architectureIds.length; at++) {
      const id = architectureIds[at] as number
      touched |= rowOf(id) | (hashes[id * HASH_WORDS] as number) | rows.touch(id)
      touched |= complexity.touch(id)
    }
    return touched
  }
  const write: FitnessWriter['write'] = (writer, architectureId) => {
    if (rowOf(architectureId) >= 0) return otherwise(writer, architectureId)
    writeIdentity(writer, architectureId, hashes)
    writer.literal(TEXTS.predicted)
    writer.number(complexity.trainableParametersOf(architectureId))
    writer.literal(TEXTS.macs)
    writer.number(complexity.macsOf(architectureId))
    writer.literal(TEXTS.metrics)
    rows.write(writer, architectureId)
    writer.literal(TEXTS.end)
    return 'surrogate'
  }
  return { write, fetch }
}

const TEXTS = {
  hash: literal('"hash":"'),
  architectureId: literal('","architectureId":'),
  tabular: literal(',"source":"tabular","run":'),
  surrogate: literal(',"source":"surrogate","run":'),
  world: literal(',"source":"world","run":'),
  predicted: literal(',"source":"surrogate","run":"mean","runs":0,"trainableParameters":'),
  mean: literal('"mean"'),
  random: literal('"random"'),
  runs: literal(',"runs":'),
  trainableParameters: literal(',"trainableParameters":'),
  macs: literal(',"macs":'),
  metrics: literal(',"metrics":'),
  standardDeviation: literal(',"standardDeviation":'),
  nearestMeasured: literal(',"nearestMeasured":'),
  null: literal('null'),
  end: literal('}'),
}

const HASH_WORDS = 4

function writeIdentity(writer: JsonWriter, architectureId: number, hashes: Uint32Array): void {
  const from = architectureId * HASH_WORDS
  writer.literal(TEXTS.hash)
  writer.hexadecimal(hashes, from, from + HASH_WORDS)
  writer.literal(TEXTS.architectureId)
  writer.number(architectureId)
}

function writeFitness(
  writer: JsonWriter,
  fitness: FitnessIn<(writer: JsonWriter) => void>,
  hashes: Uint32Array,
): void {
  const { run, standardDeviation, nearestMeasured } = fitness
  writeIdentity(writer, fitness.architectureId, hashes)
  writer.literal(TEXTS[fitness.source])
  if (typeof run === 'number') writer.number(run)
  else writer.literal(TEXTS[run])
  writer.literal(TEXTS.runs)
  writer.number(fitness.runs)
  writer.literal(TEXTS.trainableParameters)
  writer.number(fitness.trainableParameters)
  writer.literal(TEXTS.macs)
  writer.number(fitness.macs)
  writer.literal(TEXTS.metrics)
  fitness.metrics(writer)
  writer.literal(TEXTS.standardDeviation)
  if (standardDeviation === null) writer.literal(TEXTS.null)
  else standardDeviation(writer)
  writer.literal(TEXTS.nearestMeasured)
  if (nearestMeasured === null) writer.literal(TEXTS.null)
  else writer.number(nearestMeasured)
  writer.literal(TEXTS.end)
}

function answersIn<Metrics>(
  problem: FitnessProblem,
  selection: SelectionIn<Metrics>,
): Answerer<FitnessIn<Metrics>> {
  const { table } = problem
  const { source } = selection
  if (source === 'world') return worldAnswers(problem, selection)
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
  const why = source === 'auto' ? ', and no surrogate predicts it there' : ''
  return {
    code: 'not_evaluated',
    detail: `This architecture was not evaluated on ${placeOf(problem)}${why}.`,
  }
}

function surrogateAnswers<Metrics>(
  problem: FitnessProblem,
  selection: SelectionIn<Metrics>,
): Answerer<FitnessIn<Metrics>> {
  const { predictions, complexity } = problem
  const { source, run, seed, deviation } = selection
  const where = placeOf(problem)
  if (predictions === null) {
    const without = notEvaluated(problem, selection)
    // Unless predictions are being computed, asking again does not help: the release stays as it is.
    const missing: NoFitness = {
      code: 'not_evaluated',
      detail: `No surrogate predicts ${where}; ask for source tabular or auto.`,
    }
    const never = source === 'surrogate' ? missing : without
    const { pending } = problem
    // Of a run by its number a prediction says nothing, also later.
    if (pending === undefined || typeof run === 'number') return () => never
    return () => {
      const unfinished = pending()
      return unfinished === null ? never : { code: 'unavailable', ...unfinished }
    }
  }
  if (typeof run === 'number') {
    const detail =
      source === 'surrogate'
        ? `A prediction on ${where} has no runs: ask for run mean or random, or for source tabular.`
        : `This architecture was not evaluated on ${where}, and a prediction has no runs: ask for run mean or random.`
    return () => ({ code: 'not_evaluated', detail })
  }
  const means = (architectureId: number) => predictions.meansOf(architectureId, selection)
  const valuesOf = run === 'random' ? predictions.draws(seed, selection) : means
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
      standardDeviation: predictions.deviationsOf(architectureId, selection, deviation),
      nearestMeasured: predictions.nearestMeasuredOf(architectureId),
    }
  }
}

function worldAnswers<Metrics>(
  problem: FitnessProblem,
  selection: SelectionIn<Metrics>,
): Answerer<FitnessIn<Metrics>> {
  const { predictions, world, complexity } = problem
  if (predictions === null || world === undefined) {
    const unpredicted = surrogateAnswers(
      { ...problem, predictions: null },
      { ...selection, source: 'surrogate' },
    )
    if (predictions === null) return unpredicted
    const detail = `No worlds can be drawn on ${placeOf(problem)}: the model file of its surrogate is not at hand.`
    return () => ({ code: 'not_evaluated', detail })
  }
  const { run, seed } = selection
  const noise = run === 'mean' ? null : run === 'random' ? `random ${seed}` : `${run}`
  return (architectureId, hash) => {
    const { trainableParameters, macs } = complexity.of(architectureId)
    const values = world.valuesAt(architectureId, noise)
    return {
      hash,
      architectureId,
      source: 'world',
      run,
      runs: 0,
      trainableParameters,
      macs,
      metrics: predictions.placed((place) => values[place] as number, selection),
      standardDeviation: null,
      nearestMeasured: predictions.nearestMeasuredOf(architectureId),
    }
  }
}

function tabularAnswers<Metrics>(
  problem: FitnessProblem & { readonly table: FitnessTable },
  selection: SelectionIn<Metrics>,
): (row: number, architectureId: number, hash: string) => FitnessIn<Metrics> | NoFitness {
  const { run, seed, deviation } = selection
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
      metrics:
        taken === 'mean' ? table.meansOf(row, selection) : table.valuesOf(row, taken, selection),
      standardDeviation:
        taken === 'mean' && runs > 1 ? table.deviationsOf(row, selection, deviation) : null,
      nearestMeasured: null,
    }
  }
}
