import { FEATURE_COUNT, writeFeatures } from '../features/features.ts'
import { addLinear, type WorldDraw } from './draw-world.ts'
import { addPart, type Part, type PartDraw } from './part.ts'
import { SeenRows } from './seen-rows.ts'
import { type WorldProblem, worldValues } from './world-cells.ts'
import { type OpenBudget, writeRow } from './world-model.ts'

/** Architectures between two steps: some milliseconds. */
const STEP = 64

/** Rows of a part that are looked for before it is judged whether they come again. */
const JUDGED = 65_536
const AGAIN_MIN = 0.3

/**
 * Deviations of a range of architectures, by measure; the same bits as `deviationsAt` gives. Many
 * architectures share the features of a block: what a part says of them is computed once.
 */
export function* deviationsOf(
  budget: OpenBudget,
  draw: WorldDraw,
  { space, from, to }: Pick<WorldProblem, 'space'> & { readonly from: number; readonly to: number },
): Generator<undefined, Float64Array[]> {
  const { parts, measures, scratch } = budget
  const columns = measures.map(() => new Float64Array(to - from))
  const features = new Float32Array(FEATURE_COUNT)
  const row = new Float64Array(FEATURE_COUNT)
  const sums = new Float64Array(measures.length)
  const own = new Float64Array(measures.length)
  const seen = parts.map((part) =>
    part.factors === null ? new SeenRows(part.to - part.from, measures.length) : null,
  )
  for (let id = from; id < to; id++) {
    writeFeatures(space.cellOf(id), features, 0)
    writeRow(budget, features, { at: 0, out: row })
    sums.fill(0)
    for (let at = 0; at < parts.length; at++) {
      const part = parts[at] as Part
      const rows = seen[at] ?? null
      const place = rows === null ? -1 : rows.placeOf(features, part.from)
      if (rows === null || !rows.has(place)) {
        own.fill(0)
        addPart(part, draw.parts[at] as PartDraw, { row, sums: own, scratch })
        rows?.set(place, own)
        add(sums, own, 0)
      } else {
        add(sums, rows.sums, place * measures.length)
      }
      if (rows !== null && rows.asked === JUDGED && rows.share < AGAIN_MIN) seen[at] = null
    }
    addLinear(draw, row, sums)
    for (let measure = 0; measure < columns.length; measure++) {
      const column = columns[measure] as Float64Array
      column[id - from] = sums[measure] as number
    }
    if ((id - from) % STEP === STEP - 1) yield
  }
  return columns
}

function add(sums: Float64Array, others: Float64Array, from: number): void {
  for (let at = 0; at < sums.length; at++) {
    sums[at] = (sums[at] as number) + (others[from + at] as number)
  }
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
