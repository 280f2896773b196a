// Of lists that may be empty: a cell without an operation has 0 of whatever is measured on it.

export function sum(values: readonly number[]): number {
  let total = 0
  for (const value of values) total += value
  return total
}

export function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : sum(values) / values.length
}

export function least(values: readonly number[]): number {
  return values.length === 0 ? 0 : Math.min(...values)
}

export function most(values: readonly number[]): number {
  return values.length === 0 ? 0 : Math.max(...values)
}

export function deviation(values: readonly number[]): number {
  const centre = mean(values)
  return Math.sqrt(mean(values.map((value) => (value - centre) ** 2)))
}
