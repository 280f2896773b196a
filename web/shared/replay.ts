import { DISTANCE_ROW } from '../../api/operations/downloads.ts'
import type { Trajectory } from '../../search/trajectory.ts'

/** One evaluation of a search, placed on a landscape. */
export interface ReplayedCell {
  readonly hash: string
  readonly value: number
  /** Steps from the best cell of the landscape; null where no path leads. */
  readonly distance: number | null
  /** Place of the best cell so far in the list. */
  readonly best: number
}

/**
 * Distance of a cell by its hash, from the file `getDistances`; null where no path leads or no cell
 * has this hash.
 */
export function distanceIn(rows: Uint8Array, hash: string): number | null {
  const { bytes, hashBytes, noPath } = DISTANCE_ROW
  const wanted = Number.parseInt(hash.slice(0, 2 * hashBytes), 16)
  let [low, high] = [0, rows.length / bytes - 1]
  while (low <= high) {
    const row = (low + high) >> 1
    let own = 0
    for (let byte = 0; byte < hashBytes; byte++)
      own = own * 256 + (rows[row * bytes + byte] as number)
    if (own === wanted) {
      const distance = rows[row * bytes + hashBytes] as number
      return distance === noPath ? null : distance
    }
    if (own < wanted) low = row + 1
    else high = row - 1
  }
  return null
}

/** The evaluations of a search that have a value, in order. */
export function replayed(
  { header, outcomes }: Trajectory,
  distanceOf: (hash: string) => number | null,
): ReplayedCell[] {
  const isHigher = header.objectives[0]?.direction !== 'minimize'
  const cells: ReplayedCell[] = []
  let [best, most] = [0, Number.NaN]
  for (const { hash, values } of outcomes) {
    const [value] = values
    if (hash === null || typeof value !== 'number') continue
    if (Number.isNaN(most) || (isHigher ? value > most : value < most)) {
      most = value
      best = cells.length
    }
    cells.push({ hash, value, distance: distanceOf(hash), best })
  }
  return cells
}
