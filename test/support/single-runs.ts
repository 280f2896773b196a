import type { MeasureRuns } from '../../training/training-set.ts'

/** As many equal runs of each row as there are; none of a missing value. */
export function runsOf(values: Float64Array, count = 1): MeasureRuns {
  const starts = new Uint32Array(values.length + 1)
  const kept: number[] = []
  for (const [row, value] of values.entries()) {
    if (!Number.isNaN(value)) for (let run = 0; run < count; run++) kept.push(value)
    starts[row + 1] = kept.length
  }
  return { starts, values: Float64Array.from(kept) }
}
