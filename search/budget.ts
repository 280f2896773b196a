/** Proposals in a row that cost nothing, after which a search is taken to have stalled. */
const STALLED_AFTER = 10_000

/** Exactly one of the three. */
export type Budget =
  | { readonly evaluations: number }
  | { readonly epochs: number }
  | { readonly seconds: number; readonly workers?: number }

/** A budget as the header of a trajectory has it. */
export interface BudgetFields {
  readonly evaluations: number | null
  readonly epochs: number | null
  readonly seconds: number | null
  readonly workers: number
}

/** What a search has spent. */
export interface Spent {
  readonly charged: number
  readonly trained: number
  readonly repeated: number
  readonly invalid: number
  readonly unevaluated: number
  readonly epochs: number
  readonly trainingTimeS: number
  /** Simulated seconds until the last training ends. */
  readonly wallClockS: number
}

/** The budget does not suffice for another evaluation. */
export class BudgetSpentError extends Error {
  override readonly name = 'BudgetSpentError'
}

/** @throws RangeError where no budget above 0 is given, or more than one */
export function budgetFields(budget: Budget): BudgetFields {
  const fields = { evaluations: null, epochs: null, seconds: null, workers: 1, ...budget }
  const given = [fields.evaluations, fields.epochs, fields.seconds].filter((one) => one !== null)
  if (given.length !== 1 || !((given[0] as number) > 0)) {
    throw new RangeError('Give a budget above 0 in evaluations, in epochs or in seconds.')
  }
  if (!Number.isInteger(fields.workers) || fields.workers < 1) {
    throw new RangeError(`workers is ${fields.workers}; it is an integer from 1.`)
  }
  return fields
}

export interface Times {
  readonly startedS: number | null
  readonly finishedS: number | null
}

/** Counts what a search spends; trainings go to the worker that is free first. */
export class Spending {
  readonly #budget: BudgetFields
  readonly #freeAt: number[]
  readonly #counts = { charged: 0, trained: 0, repeated: 0, invalid: 0, unevaluated: 0, epochs: 0 }
  #trainingTimeS = 0
  #withoutCharge = 0

  constructor(budget: BudgetFields) {
    this.#budget = budget
    this.#freeAt = new Array<number>(budget.workers).fill(0)
  }

  get isSpent(): boolean {
    const { evaluations, epochs, seconds } = this.#budget
    return (
      this.#withoutCharge >= STALLED_AFTER ||
      (evaluations !== null && this.#counts.charged >= evaluations) ||
      (epochs !== null && this.#counts.epochs >= epochs) ||
      (seconds !== null && Math.min(...this.#freeAt) >= seconds)
    )
  }

  /** @throws BudgetSpentError where a training of so many epochs cannot be paid */
  check(epochs: number): void {
    const most = this.#budget.epochs
    if (this.#withoutCharge >= STALLED_AFTER) {
      throw new BudgetSpentError(`${STALLED_AFTER} proposals in a row cost nothing.`)
    }
    if (this.isSpent || (most !== null && this.#counts.epochs + epochs > most)) {
      throw new BudgetSpentError('The budget is spent.')
    }
  }

  /** Charges a training; gives when it starts and ends in simulated seconds. */
  train(epochs: number, seconds: number | null): Times {
    this.#withoutCharge = 0
    this.#counts.charged++
    this.#counts.epochs += epochs
    if (seconds === null) return { startedS: null, finishedS: null }
    this.#trainingTimeS += seconds
    const startedS = Math.min(...this.#freeAt)
    const finishedS = startedS + seconds
    this.#freeAt[this.#freeAt.indexOf(startedS)] = finishedS
    return { startedS, finishedS }
  }

  /** A proposal that costs nothing. */
  proposeFree(): void {
    this.#withoutCharge++
  }

  count(status: 'trained' | 'repeated' | 'invalid' | 'unevaluated'): void {
    this.#counts[status]++
  }

  spent(): Spent {
    const wallClockS = Math.max(...this.#freeAt)
    return { ...this.#counts, trainingTimeS: this.#trainingTimeS, wallClockS }
  }
}
