import type { ComplexityTable } from './complexity-table.ts'
import type { FitnessTable, MetricValues } from './fitness-table.ts'
import { randomRun } from './random-run.ts'

/** What of a fitness table is asked for. */
export interface FitnessSelection {
  readonly source: 'auto' | 'tabular' | 'surrogate'
  /** The mean of the runs, one run by its number from 0, or one drawn with `seed`. */
  readonly run: 'mean' | 'random' | number
  readonly seed: number
  readonly halfway: boolean
}

/** The fitness of one architecture. */
export interface Fitness {
  hash: string
  architectureId: number
  source: 'tabular' | 'surrogate'
  run: 'mean' | number
  /** Runs in the table. */
  runs: number
  /** Of the cell that was trained (with several runs, the first's), for the instance's input. */
  trainableParameters: number
  macs: number
  metrics: MetricValues
  standardDeviation: MetricValues | null
}

export interface NoFitness {
  readonly code: 'not_evaluated' | 'unavailable'
  readonly detail: string
}

export interface FitnessProblem {
  readonly instance: string
  readonly table: FitnessTable
  readonly complexity: ComplexityTable
}

/** @param hash of the same architecture, which the caller often has at hand */
export type FitnessAnswerer = (architectureId: number, hash: string) => Fitness | NoFitness

/** Answers for one architecture after the other; the same architecture, the same answer. */
export function fitnessAnswers(
  problem: FitnessProblem,
  selection: FitnessSelection,
): FitnessAnswerer {
  const { instance, table, complexity } = problem
  const { source, run, halfway } = selection
  const where = `${instance} at ${table.epochs} epochs`
  const noSurrogate: NoFitness = {
    code: 'unavailable',
    detail: `No surrogate is loaded for ${where}; ask for source tabular or auto.`,
  }
  const noRow: NoFitness = {
    code: 'not_evaluated',
    detail: `This architecture was not evaluated on ${where}${source === 'auto' ? ', and no surrogate is loaded' : ''}.`,
  }
  const draw = randomRun(selection.seed, { instance, epochs: table.epochs })

  return (architectureId, hash) => {
    if (source === 'surrogate') return noSurrogate
    const row = table.rowOf(architectureId)
    if (row < 0) return noRow
    const runs = table.runsOf(row)
    const taken = run === 'random' ? draw(architectureId, runs) : run
    if (taken !== 'mean' && taken >= runs) {
      return {
        code: 'not_evaluated',
        detail: `This architecture has ${runs} ${runs === 1 ? 'run' : 'runs'} on ${where}, numbered from 0; there is no run ${taken}.`,
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
