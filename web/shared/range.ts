/** Least and most that an axis shows. */
export type Range = readonly [number, number]

const SAMPLE = 16_384

/**
 * What an axis shows of its values: all but the outermost thousandth where that is far out, so that a
 * few outliers do not press everything else into a corner.
 */
export function rangeOf(values: Float64Array): Range {
  const step = Math.max(1, Math.floor(values.length / SAMPLE))
  const sample: number[] = []
  let least = Infinity
  let most = -Infinity
  for (let at = 0; at < values.length; at++) {
    const value = values[at] as number
    if (Number.isNaN(value)) continue
    if (value < least) least = value
    if (value > most) most = value
    if (at % step === 0) sample.push(value)
  }
  if (least > most) return [0, 1]
  if (least === most) return [least - 0.5, most + 0.5]
  sample.sort((one, other) => one - other)
  const near = (share: number) => sample[Math.round(share * (sample.length - 1))] ?? least
  const [low, high] = [near(0.001), near(0.999)]
  const room = 0.75 * (high - low)
  const from = low - least > room ? low - 0.1 * (high - low) : least
  const to = most - high > room ? high + 0.1 * (high - low) : most
  const margin = 0.03 * (to - from || 1)
  return [Math.max(from - margin, least < 0 ? -Infinity : 0), to + margin]
}
