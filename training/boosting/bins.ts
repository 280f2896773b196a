/** Columns of features in whole-numbered bins: trees cut between two bins. */
export interface BinnedColumn {
  /** Place of the feature in a row. */
  readonly feature: number
  /** Bin of each row. */
  readonly bins: Uint8Array
  /** Upper end of each bin but the last, single precision: `value <= edge` is in the bin or below. */
  readonly edges: Float32Array
}

export const BINS_MAX = 64

/**
 * Of each feature that varies: one bin for each of its values where these are few, else bins of about
 * equally many rows.
 * @param features row-major: rows × `featureCount`
 */
export function binnedColumns(features: Float32Array, featureCount: number): BinnedColumn[] {
  const rows = features.length / featureCount
  return Array.from({ length: featureCount }, (_, feature) => {
    const values = Float32Array.from(
      { length: rows },
      (__, row) => features[row * featureCount + feature] as number,
    )
    const edges = edgesOf(values)
    return { feature, edges, bins: Uint8Array.from(values, (value) => binOf(value, edges)) }
  }).filter(({ edges }) => edges.length > 0)
}

function edgesOf(values: Float32Array): Float32Array {
  const sorted = values.toSorted()
  const distinct = sorted.filter((value, at) => at === 0 || value !== sorted[at - 1])
  const lowers =
    distinct.length <= BINS_MAX
      ? distinct.subarray(0, -1)
      : Float32Array.from(
          new Set(
            Array.from(
              { length: BINS_MAX - 1 },
              (_, at) => sorted[Math.floor(((at + 1) * sorted.length) / BINS_MAX)] as number,
            ),
          ),
        ).filter((value) => value !== sorted.at(-1))
  // Half-way to the next value, so that values never seen fall to the nearer side.
  return lowers.map((value) => {
    const next = distinct[distinct.indexOf(value) + 1] as number
    const middle = Math.fround(value / 2 + next / 2)
    return middle < next ? middle : value
  })
}

function binOf(value: number, edges: Float32Array): number {
  let low = 0
  let high = edges.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (value <= (edges[middle] as number)) high = middle
    else low = middle + 1
  }
  return low
}
