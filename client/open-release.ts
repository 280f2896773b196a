import type { Context, Served } from '../api/operations/context.ts'
import { parseInput } from '../api/operations/input.ts'
import { type AnyOperation, prepared } from '../api/operations/operation.ts'
import { operations } from '../api/operations/operations.ts'
import { settle } from '../api/operations/run-cooperatively.ts'
import type { Cell } from '../space/cell.ts'
import { type Client, clientOf } from './client.ts'
import { type FitnessOf, type FitnessProblem, fitnessOf } from './fitness-of.ts'
import { openLocalData, type Wanted } from './local-data.ts'
import { toEoNasBenchError } from './local-error.ts'
import { type LookUp, type LookUpProblem, lookUpOf } from './look-up.ts'
import { type ReleaseFilesOptions, releaseFiles } from './release-files.ts'

/** A downloaded release: this process answers every operation of the service. */
export interface LocalRelease extends Client {
  /** Id of the release. */
  readonly release: string
  /**
   * One number an architecture, without a promise and an object for each: for search code that asks
   * millions of times. Fails as a listing does.
   */
  lookUp(problem: LookUpProblem): Promise<LookUp>
  /**
   * `getFitness` for one selection, without a promise for each architecture. Fails as `getFitness`: the
   * selection by the promise, an architecture by the function.
   */
  fitnessOf(problem: FitnessProblem): Promise<FitnessOf>
  /** The module hash of a pruned cell, read from the space: to compute it takes 30 times as long. */
  hashOf(cell: Cell): string
}

const newContext = (served: Served): Context => ({
  ...served,
  answerCounts: new Map(),
  limits: null,
})

/**
 * Opens the files of a release, for work without a network: the same functions as `createClient`,
 * the same answers to the last bit. An instance is read when it is first asked for, budget by
 * budget.
 * @param source the folder of a release as `npm run release -- export` writes it, or its address,
 * such as `https://example.org/v1/releases/r0123456789ab`
 * @throws Error where there is no release, DamagedFileError where a file is not what the manifest says
 */
export async function openRelease(
  source: string,
  options: ReleaseFilesOptions = {},
): Promise<LocalRelease> {
  const data = await openLocalData(releaseFiles(source, options))
  const client = clientOf(async (name, input, { signal }) => {
    signal?.throwIfAborted()
    const operation: AnyOperation = operations[name]
    try {
      const parsed = parseInput(operation.input, input ?? {})
      const wanted: Wanted = { ...(parsed as Omit<Wanted, 'what'>), what: operation.reads }
      const context = newContext(await data.served(wanted))
      return await prepared(operation, { context, input: parsed }, () =>
        settle(operation.handle(context, parsed)),
      )
    } catch (error) {
      throw toEoNasBenchError(error)
    }
  })
  const opening =
    <Problem extends LookUpProblem | FitnessProblem, Opened>(
      open: (context: Context, problem: Problem) => Promise<Opened>,
    ) =>
    async (problem: Problem): Promise<Opened> => {
      try {
        return await open(newContext(await data.served({ ...problem, what: 'fitness' })), problem)
      } catch (error) {
        throw toEoNasBenchError(error)
      }
    }
  const { space } = data
  const hashOf = (cell: Cell) => space.hashOf(space.idOf(cell))
  return Object.freeze({
    ...client,
    release: data.release,
    lookUp: opening(lookUpOf),
    fitnessOf: opening(fitnessOf),
    hashOf,
  })
}
