import type { LeftOut } from './left-out.ts'
import type { MeasureTarget } from './targets.ts'
import { restored } from './transform.ts'

/** A little above 80 %: the hyperparameters have seen the rows that are held out here. */
const LEVEL = 0.82
/** Half width of the central 80 % of a normal distribution, in standard deviations. */
const NORMAL_QUANTILE = 1.2815515655446004

/** The factor that makes 80 % intervals hold 80 % of values that nothing was fitted to. */
export function calibrated(target: MeasureTarget, { means, variances }: LeftOut): number {
  const { transform, centre, spread, published } = target
  const distances = published
    .map((value, at) => {
      const deviation = spread * Math.sqrt(variances[at] as number)
      const own = restored(transform, centre + spread * (means[at] as number), deviation)
      return Math.abs(value - own.mean) / own.deviation
    })
    .sort()
  const at = Math.min(distances.length - 1, Math.ceil(LEVEL * distances.length) - 1)
  return (distances[at] as number) / NORMAL_QUANTILE
}
