import type { Range } from './range.ts'

/** How many points lie in each cell of a grid, row by row from the bottom. */
export interface Density {
  readonly columns: number
  readonly rows: number
  readonly counts: Uint32Array
  readonly most: number
  /** Points that were counted. */
  readonly points: number
}

export interface Grid {
  readonly columns: number
  readonly rows: number
  readonly x: Range
  readonly y: Range
}

/** @param isCounted whether the architecture of this id is one of the points */
export function densityOf(
  x: Float64Array,
  y: Float64Array,
  grid: Grid,
  isCounted: (id: number) => boolean = () => true,
): Density {
  const { columns, rows } = grid
  const counts = new Uint32Array(columns * rows)
  const [xScale, yScale] = [columns / (grid.x[1] - grid.x[0]), rows / (grid.y[1] - grid.y[0])]
  let [most, points] = [0, 0]
  for (let id = 0; id < x.length; id++) {
    // A comparison with NaN is false too.
    const column = Math.floor(((x[id] as number) - grid.x[0]) * xScale)
    const row = Math.floor(((y[id] as number) - grid.y[0]) * yScale)
    if (!(column >= 0 && column < columns && row >= 0 && row < rows) || !isCounted(id)) continue
    const cell = row * columns + column
    const count = (counts[cell] as number) + 1
    counts[cell] = count
    points++
    if (count > most) most = count
  }
  return { columns, rows, counts, most, points }
}

/** From 0 where nothing is to 1 at the fullest: logarithmic, since densities differ by thousands. */
export function shadeOf(count: number, most: number): number {
  return count === 0 ? 0 : Math.log(1 + count) / Math.log(1 + most)
}
