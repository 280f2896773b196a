import type { AnsweredMeasures } from '../fitness/answered-measure.ts'
import type { Cell } from '../space/cell.ts'
import type { MatrixForm } from './genotype.ts'
import type { SearchedInstance } from './objectives.ts'

/** The sources that a search can run on. */
export type SearchSource = 'tabular' | 'surrogate' | 'world'

/** Which value of an architecture is asked for. */
export interface Selection {
  readonly epochs: number
  readonly source: SearchSource
  /** Of the source `world`, else null. */
  readonly world: number | null
  readonly run: 'mean' | 'random'
  readonly seed: number
}

export type RowSelection = Pick<Selection, 'epochs' | 'source' | 'world'>

/** The fitness of one architecture, as the API answers it. */
export interface Evaluated extends AnsweredMeasures {
  readonly release: string
  readonly source: SearchSource
  readonly run: number | 'mean' | 'random'
  readonly nearestMeasured: number | null
}

/** What a problem needs of a benchmark: a service, files, or tables in memory. */
export interface Evaluator {
  describe(instance: string): Promise<SearchedInstance & { readonly epochs: readonly number[] }>
  /** The module hash of a pruned cell, where all of them are at hand; without it, it is computed. */
  hashOf?(cell: Cell): string
  /** Null where the source has no value of this architecture. */
  evaluate(instance: string, hash: string, selection: Selection): Promise<Evaluated | null>
  /** The same for one selection, where answers need no waiting. */
  open?(instance: string, selection: Selection): Promise<(hash: string) => Evaluated | null>
  /** Representatives of a seeded sample. */
  sample(
    count: number,
    seed: number,
    method: 'random' | 'latin-hypercube',
  ): Promise<readonly MatrixForm[]>
  /** The representative of an architecture. */
  representative(hash: string): Promise<MatrixForm>
  /** Module hashes one graph edit away. */
  neighbours(hash: string): Promise<readonly string[]>
  /** The best value of a measure over all architectures, and its median. */
  reference(
    instance: string,
    measure: { readonly name: string; readonly maximize: boolean },
    selection: RowSelection,
  ): Promise<{ readonly optimum: number; readonly median: number }>
  /** The Pareto front of the most of a measure and the least MACs. */
  frontOfMacs(
    instance: string,
    measure: string,
    selection: RowSelection,
  ): Promise<readonly AnsweredMeasures[]>
}
