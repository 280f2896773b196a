import type { WorldDraw } from './draw-world.ts'
import { sharingParts } from './shared-parts.ts'
import { type WorldProblem, worldValues } from './world-cells.ts'
import type { BudgetParts, OpenBudget } from './world-model.ts'

/** Architectures between two steps: some milliseconds. */
const STEP = 64

/** Deviations of a range of architectures, by measure; the same bits as `deviationsAt` gives. */
export function* deviationsOf(
  budget: BudgetParts,
  draw: WorldDraw,
  { space, from, to }: Pick<WorldProblem, 'space'> & { readonly from: number; readonly to: number },
): Generator<undefined, Float64Array[]> {
  const columns = budget.measures.map(() => new Float64Array(to - from))
  const deviations = sharingParts(budget, [draw], space)
  for (let id = from; id < to; id++) {
    const own = deviations(id)
    for (const [measure, column] of columns.entries()) column[id - from] = own[measure] as number
    if ((id - from) % STEP === STEP - 1) yield
  }
  return columns
}

/** The true values of all architectures, in the order of the packed predictions. */
export function* wholeWorld(
  budget: OpenBudget,
  draw: WorldDraw,
  problem: WorldProblem,
): Generator<undefined, Float32Array[]> {
  const { space } = problem
  const deviations = yield* deviationsOf(budget, draw, { space, from: 0, to: space.size })
  return yield* worldColumns(budget, deviations, problem)
}

/** The same from deviations that were computed elsewhere. */
export function* worldColumns(
  budget: OpenBudget,
  deviations: readonly Float64Array[],
  problem: WorldProblem,
): Generator<undefined, Float32Array[]> {
  const { size } = problem.space
  const columns = problem.predictions.measures.map(() => new Float32Array(size))
  const own = new Float64Array(deviations.length)
  const values = worldValues(budget, problem)
  for (let id = 0; id < size; id++) {
    for (let at = 0; at < own.length; at++) own[at] = (deviations[at] as Float64Array)[id] as number
    const drawn = values(id, { deviations: own, run: null })
    for (let at = 0; at < columns.length; at++) {
      const column = columns[at] as Float32Array
      column[id] = drawn[at] as number
    }
    if (id % (64 * STEP) === 0) yield
  }
  return columns
}
