/** One draw of the true values of all architectures, see docs/search.md. */
export interface World {
  /** What names it: a seed from 0 to 2^32 - 1. */
  readonly seed: number
  /**
   * Values of one architecture, in the order of the measures that are predicted at the budget. The
   * next call overwrites them.
   * @param run of which the noise is added; null for the true values
   */
  valuesAt(architectureId: number, run: string | null): Float64Array
  /**
   * The true values of one measure by architecture id; undefined where it is not predicted. All
   * measures of all architectures are computed before, see `WorldColumns` in the API.
   * @param measure as `measureName` names it
   */
  columnOf(measure: string): ((architectureId: number) => number) | undefined
}
