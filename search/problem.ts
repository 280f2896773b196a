import { answeredMeasure } from '../fitness/answered-measure.ts'
import { type Cell, parseCell } from '../space/cell.ts'
import { InvalidArchitectureError } from '../space/invalid-architecture-error.ts'
import { moduleHash } from '../space/module-hash.ts'
import { type Budget, type BudgetFields, budgetFields, Spending, type Spent } from './budget.ts'
import type { Evaluated, Evaluator, SearchSource, Selection } from './evaluator.ts'
import {
  cellOfGenotype,
  type Genotype,
  isGenotype,
  type MatrixForm,
  matrixFormOf,
} from './genotype.ts'
import {
  costOf,
  mostMacs,
  objectivesOf,
  objectiveValue,
  type SearchObjective,
  type WantedObjective,
} from './objectives.ts'
import {
  type InvalidPolicy,
  type Outcome,
  type RepeatPolicy,
  TRAJECTORY_FORMAT,
  type Trajectory,
} from './trajectory.ts'

/** What a search algorithm runs on. */
export interface ProblemOptions {
  readonly instance: string
  /** One to four measures; the instance says which way each is better. Default: validationAccuracy. */
  readonly objectives?: readonly WantedObjective[]
  /** Default: world. */
  readonly source?: SearchSource
  /** Which world, with the source `world`. Default: 0. */
  readonly world?: number
  /** Training budget of an evaluation. Default: the largest of the instance. */
  readonly epochs?: number
  readonly budget: Budget
  /**
   * An invalid cell costs nothing and the algorithm proposes another (`resample`), or one evaluation
   * with the value 0 (`zero`, as published studies did it), or is refused (`error`).
   */
  readonly invalid?: InvalidPolicy
  /** Default: free. */
  readonly repeats?: RepeatPolicy
  /** Whether each evaluation is a run of its own: of the table or the world, or a draw of the prediction. */
  readonly noise?: boolean
  /** Of the noise. */
  readonly seed?: number
}

/** A genotype, a matrix with its operations, or a module hash. */
export type Candidate = Genotype | MatrixForm | string

const formOf = (candidate: Exclude<Candidate, string>): MatrixForm =>
  'matrix' in candidate ? candidate : matrixFormOf(candidate)

/** The source has no value of an architecture, and the policy is `error`. */
export class UnevaluatedError extends Error {
  override readonly name = 'UnevaluatedError'
}

/** A problem with its budget; `evaluate` charges and records. */
export class Problem {
  readonly evaluator: Evaluator
  readonly instance: string
  readonly source: SearchSource
  /** Of the source `world`, else null. */
  readonly world: number | null
  readonly objectives: readonly SearchObjective[]
  readonly epochs: number
  readonly budget: BudgetFields
  /** MACs that count as 1 in a weighted objective. */
  readonly macsMost: number
  readonly #policy: { invalid: InvalidPolicy; repeats: RepeatPolicy; noise: boolean; seed: number }
  readonly #spending: Spending
  readonly #outcomes: Outcome[] = []
  readonly #first = new Map<string, Outcome>()
  readonly #times = new Map<string, number>()
  readonly #answers = new Map<string, Evaluated | null>()
  readonly #opened = new Map<string, (hash: string) => Evaluated | null>()
  readonly #hashOf: (cell: Cell) => string
  #release: string | null = null
  #algorithm: object | undefined

  /** @throws RangeError where an option is none that there is */
  constructor(
    evaluator: Evaluator,
    described: Awaited<ReturnType<Evaluator['describe']>>,
    options: ProblemOptions,
  ) {
    const { invalid = 'resample', repeats = 'free', noise = false, seed = 0 } = options
    this.evaluator = evaluator
    this.#hashOf = evaluator.hashOf?.bind(evaluator) ?? remembered(moduleHash)
    this.instance = described.id
    this.source = options.source ?? 'world'
    this.world = this.source === 'world' ? (options.world ?? 0) : null
    this.objectives = objectivesOf(described, options.objectives ?? ['validationAccuracy'])
    this.macsMost = mostMacs(described)
    const epochs = options.epochs ?? described.epochs.at(-1)
    if (epochs === undefined) throw new RangeError(`${described.id} has no evaluations.`)
    this.epochs = epochs
    this.budget = budgetFields(options.budget)
    this.#policy = { invalid, repeats, noise, seed }
    this.#spending = new Spending(this.budget)
  }

  get done(): boolean {
    return this.#spending.isSpent
  }

  spent(): Spent {
    return this.#spending.spent()
  }

  /** Names the algorithm in the header of the trajectory. */
  runBy(algorithm: object): void {
    this.#algorithm = algorithm
  }

  trajectory(): Trajectory {
    const { instance, source, world, objectives, epochs, budget } = this
    const algorithm = this.#algorithm
    return {
      header: {
        format: TRAJECTORY_FORMAT,
        release: this.#release,
        instance,
        source,
        world,
        objectives,
        epochs,
        budget,
        ...this.#policy,
        ...(algorithm === undefined ? {} : { algorithm }),
      },
      outcomes: this.#outcomes,
    }
  }

  /**
   * Evaluates an architecture: charges the budget, and appends to the trajectory.
   * @throws BudgetSpentError where the budget does not suffice; InvalidArchitectureError and
   * UnevaluatedError with the policy `error`
   */
  async evaluate(candidate: Candidate, epochs: number = this.epochs): Promise<Outcome> {
    this.#spending.check(epochs)
    const outcome = await this.#outcome(candidate, epochs)
    this.#outcomes.push(outcome)
    return outcome
  }

  async #outcome(candidate: Candidate, epochs: number): Promise<Outcome> {
    const hash = this.#hashed(candidate)
    if (typeof hash !== 'string') {
      return { ...this.#withoutValue(epochs, 'invalid'), hash: null, invalid: hash }
    }
    const key = `${hash} ${epochs}`
    const times = this.#times.get(key) ?? 0
    const isChargedAgain = times > 0 && this.#policy.repeats === 'charged'
    const seed = this.#policy.noise
      ? (this.#policy.seed + (isChargedAgain ? times : 0)) % 2 ** 32
      : null
    const answer = await this.#answer(hash, { epochs, seed })
    if (answer === null) {
      if (this.#policy.invalid !== 'error') {
        return { ...this.#withoutValue(epochs, 'unevaluated'), hash }
      }
      throw new UnevaluatedError(`${this.instance} has no ${this.source} value of ${hash}.`)
    }
    return this.#withValue(answer, { hash, epochs, times, seed })
  }

  /** @throws InvalidArchitectureError with the policy `error` */
  #hashed(candidate: Candidate): string | NonNullable<Outcome['invalid']> {
    if (typeof candidate === 'string') return candidate.toLowerCase()
    const isRefused = this.#policy.invalid === 'error'
    if (!('matrix' in candidate) && isGenotype(candidate)) {
      const cell = cellOfGenotype(candidate)
      if (typeof cell !== 'string') return this.#hashOf(cell)
      if (!isRefused) return { ...matrixFormOf(candidate), reason: cell }
    }
    const { matrix, operations } = formOf(candidate)
    try {
      return this.#hashOf(parseCell(matrix, operations).cell)
    } catch (error) {
      if (isRefused || !(error instanceof InvalidArchitectureError)) throw error
      return { matrix, operations, reason: error.reason }
    }
  }

  async #answer(
    hash: string,
    { epochs, seed }: { epochs: number; seed: number | null },
  ): Promise<Evaluated | null> {
    const key = `${hash} ${epochs} ${seed}`
    const known = this.#answers.get(key)
    if (known !== undefined) return known
    const answer = await this.#evaluated(hash, {
      epochs,
      source: this.source,
      world: this.world,
      run: seed === null ? 'mean' : 'random',
      seed: seed ?? 0,
    })
    this.#answers.set(key, answer)
    if (answer !== null) {
      this.#release ??= answer.release
      // A trajectory is of one release, so that it can be replayed.
      if (this.#release !== answer.release) {
        throw new Error(`The release changed from ${this.#release} to ${answer.release}.`)
      }
    }
    return answer
  }

  async #evaluated(hash: string, selection: Selection): Promise<Evaluated | null> {
    const { evaluator, instance } = this
    if (evaluator.open === undefined) return evaluator.evaluate(instance, hash, selection)
    const key = `${selection.epochs} ${selection.run} ${selection.seed}`
    const opened = this.#opened.get(key) ?? (await evaluator.open(instance, selection))
    this.#opened.set(key, opened)
    return opened(hash)
  }

  #withValue(
    answer: Evaluated,
    about: { hash: string; epochs: number; times: number; seed: number | null },
  ): Outcome {
    const { hash, epochs, times, seed } = about
    const key = `${hash} ${epochs}`
    this.#times.set(key, times + 1)
    const charged = times === 0 || this.#policy.repeats === 'charged'
    const seconds = answeredMeasure(answer, 'trainingTimeS') ?? null
    if (charged && seconds === null && this.budget.seconds !== null) {
      throw new Error(
        `${this.instance} has no training time of ${hash}; give the budget in evaluations or epochs.`,
      )
    }
    const first = this.#first.get(key)
    if (!charged) this.#spending.proposeFree()
    const { startedS, finishedS } =
      charged || first === undefined ? this.#spending.train(epochs, seconds) : first
    const status = times > 0 ? 'repeated' : 'trained'
    this.#spending.count(status)
    const outcome: Outcome = {
      hash,
      status,
      charged,
      epochs,
      values: this.objectives.map((one) => objectiveValue(one, answer, this.macsMost)),
      source: answer.source,
      nearestMeasured: answer.nearestMeasured,
      run: answer.run,
      seed,
      startedS,
      finishedS,
    }
    if (first === undefined) this.#first.set(key, outcome)
    return outcome
  }

  #withoutValue(epochs: number, status: 'invalid' | 'unevaluated'): Omit<Outcome, 'hash'> {
    const charged = this.#policy.invalid === 'zero'
    if (!charged) this.#spending.proposeFree()
    // Nothing is trained, so that it takes neither epochs nor time.
    const times = charged ? this.#spending.train(0, 0) : { startedS: null, finishedS: null }
    this.#spending.count(status)
    const zero = ({ direction }: SearchObjective) => (direction === 'maximize' ? 0 : null)
    return {
      status,
      charged,
      epochs,
      values: this.objectives.map((objective) => (charged ? zero(objective) : null)),
      source: null,
      nearestMeasured: null,
      run: 'mean',
      seed: null,
      ...times,
    }
  }

  /** Every objective of an outcome, smaller is better; infinite without a value. */
  costs({ values }: Outcome): number[] {
    return this.objectives.map((objective, at) => costOf(objective, values[at] ?? null))
  }

  /** The first objective of an outcome as `costs`. */
  cost(outcome: Outcome): number {
    return this.costs(outcome)[0] as number
  }
}

/** Mutants mostly prune to a cell that was hashed before. */
function remembered(hashOf: (cell: Cell) => string): (cell: Cell) => string {
  const known = new Map<string, string>()
  return (cell) => {
    const key = `${cell.vertices} ${cell.adjacency} ${cell.operations}`
    let hash = known.get(key)
    if (hash === undefined) {
      hash = hashOf(cell)
      known.set(key, hash)
    }
    return hash
  }
}

/** @throws RangeError where an option is none that there is; what the evaluator rejects with */
export async function openProblem(evaluator: Evaluator, options: ProblemOptions): Promise<Problem> {
  return new Problem(evaluator, await evaluator.describe(options.instance), options)
}
