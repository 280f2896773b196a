/** Cells of a grid over two measures, with how many architectures each holds. */
export interface Grid {
  readonly columns: number
  readonly rows: number
  readonly x: readonly [number, number]
  readonly y: readonly [number, number]
  /** Row by row from the least y. */
  readonly counts: Uint32Array
}

export interface Point {
  readonly x: number
  readonly y: number
}

/** The range of the values between two quantiles, so that a few extremes do not shrink the rest. */
export function rangeOf(values: Float64Array, least: number, most: number): [number, number] {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort()
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))] ?? Number.NaN
  return [at(least), at(most)]
}

/** Counts the points of two columns on a grid; points without a value or outside are left out. */
export function gridOf(
  { x, y }: { readonly x: Float64Array; readonly y: Float64Array },
  grid: Omit<Grid, 'counts'>,
): Grid {
  const { columns, rows } = grid
  const counts = new Uint32Array(columns * rows)
  const place = (value: number, [low, high]: readonly [number, number], cells: number) =>
    value === high ? cells - 1 : Math.floor(((value - low) / (high - low)) * cells)
  for (const [id, value] of x.entries()) {
    const column = place(value, grid.x, columns)
    const row = place(y[id] ?? Number.NaN, grid.y, rows)
    if (!(column >= 0 && column < columns && row >= 0 && row < rows)) continue
    const cell = row * columns + column
    counts[cell] = (counts[cell] ?? 0) + 1
  }
  return { ...grid, counts }
}

/** The Pareto front of least x and greatest y, from the least x. */
export function frontOf(x: Float64Array, y: Float64Array): Point[] {
  const points = Array.from(x, (value, id): Point => ({ x: value, y: y[id] ?? Number.NaN }))
    // A missing value has no place in an order.
    .filter((point) => !Number.isNaN(point.x + point.y))
    .sort((left, right) => left.x - right.x || right.y - left.y)
  const front: Point[] = []
  for (const point of points) {
    if (point.y > (front.at(-1)?.y ?? Number.NEGATIVE_INFINITY)) front.push(point)
  }
  return front
}
