// Of the values at some places, of which there may be none: a cell without an operation has 0 of
// whatever is measured on it.

export function sumAt(values: ArrayLike<number>, places: readonly number[]): number {
  let sum = 0
  for (let i = 0; i < places.length; i++) sum += values[places[i] as number] as number
  return sum
}

export function meanAt(values: ArrayLike<number>, places: readonly number[]): number {
  return places.length === 0 ? 0 : sumAt(values, places) / places.length
}

export function leastAt(values: ArrayLike<number>, places: readonly number[]): number {
  let least = Number.POSITIVE_INFINITY
  for (let i = 0; i < places.length; i++) {
    least = Math.min(least, values[places[i] as number] as number)
  }
  return places.length === 0 ? 0 : least
}

export function mostAt(values: ArrayLike<number>, places: readonly number[]): number {
  let most = Number.NEGATIVE_INFINITY
  for (let i = 0; i < places.length; i++) {
    most = Math.max(most, values[places[i] as number] as number)
  }
  return places.length === 0 ? 0 : most
}
