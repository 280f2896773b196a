import type { Regression } from './regression.ts'

/** Predicts the mean of the training values for everything. */
export function fitMean({ targets }: Pick<Regression, 'targets'>): (row: number) => number {
  let sum = 0
  for (const target of targets) sum += target
  const mean = sum / targets.length
  return () => mean
}
