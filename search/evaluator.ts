import type { Instance } from '../fitness/instance.ts'
import type { MatrixForm } from './genotype.ts'

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

/** The fitness of one architecture, as the API answers it. */
export interface Evaluated {
  readonly release: string
  readonly source: SearchSource
  readonly run: number | 'mean' | 'random'
  readonly nearestMeasured: number | null
  readonly trainableParameters: number
  readonly macs: number
  readonly metrics: Readonly<
    Record<string, number | null | Readonly<Record<string, number | null | undefined>>>
  >
}

/** What a problem needs of a benchmark: a service, files, or tables in memory. */
export interface Evaluator {
  describe(
    instance: string,
  ): Promise<Pick<Instance, 'id' | 'metrics'> & { readonly epochs: readonly number[] }>
  /** Null where the source has no value of this architecture. */
  evaluate(instance: string, hash: string, selection: Selection): Promise<Evaluated | null>
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
    selection: Pick<Selection, 'epochs' | 'source' | 'world'>,
  ): Promise<{ readonly optimum: number; readonly median: number }>
}
