import type { Space } from '../../space/space.ts'
import { FEATURE_COUNT, writeFeatures } from '../features/features.ts'
import type { WorldDraw } from './draw-world.ts'
import { SeenRows } from './seen-rows.ts'
import { partsOfWorlds } from './several-worlds.ts'
import { type BudgetParts, writeRow } from './world-model.ts'

/** Rows of a part that are looked for before it is judged whether they come again. */
const JUDGED = 65_536
const AGAIN_MIN = 0.3

/** Deviations of an architecture by world, then by measure; the next call overwrites them. */
export type DeviationsOf = (architectureId: number) => Float64Array

/**
 * Deviations in one or several worlds with the bits of `deviationsAt`, for whoever asks of many
 * architectures. They share the features of blocks: what a part says of these is computed once.
 */
export function sharingParts(
  budget: BudgetParts,
  draws: readonly WorldDraw[],
  space: Space,
): DeviationsOf {
  const { parts, measures } = budget
  const ofWorlds = partsOfWorlds(budget, draws)
  const count = draws.length * measures.length
  const sums = new Float64Array(count)
  const own = new Float64Array(count)
  const features = new Float32Array(FEATURE_COUNT)
  const row = new Float64Array(FEATURE_COUNT)
  const seen = parts.map(({ factors, from, to }) =>
    factors === null ? new SeenRows(to - from, count) : null,
  )
  return (architectureId) => {
    writeFeatures(space.cellOf(architectureId), features, 0)
    writeRow(budget, features, { at: 0, out: row })
    sums.fill(0)
    for (const [at, { from }] of parts.entries()) {
      const rows = seen[at] ?? null
      const place = rows === null ? -1 : rows.placeOf(features, from)
      if (rows?.has(place)) add(sums, rows.sums, place * count)
      else {
        own.fill(0)
        ofWorlds.add(at, row, own)
        rows?.set(place, own)
        add(sums, own, 0)
      }
      if (rows !== null && rows.asked === JUDGED && rows.share < AGAIN_MIN) seen[at] = null
    }
    ofWorlds.addLinear(row, sums)
    return sums
  }
}

function add(sums: Float64Array, others: Float64Array, from: number): void {
  for (let at = 0; at < sums.length; at++) {
    sums[at] = (sums[at] as number) + (others[from + at] as number)
  }
}
