/** A table of features and the target of its first rows, to fit a baseline on. */
export interface Regression {
  /** Row-major: rows × `featureCount`. */
  readonly features: Float32Array
  readonly featureCount: number
  /** Rows to train on. */
  readonly rows: Int32Array
  /** One for each of `rows`, never NaN. */
  readonly targets: Float64Array
  readonly seed: number
}

/** Predicts the mean of the training values for everything. */
export function fitMean({ targets }: Pick<Regression, 'targets'>): (row: number) => number {
  let sum = 0
  for (const target of targets) sum += target
  const mean = sum / targets.length
  return () => mean
}
