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
