import { type Instance, UNIT_RANGES } from './instance.ts'
import { measureName } from './measure.ts'
import type { PredictionTable } from './prediction-table.ts'

/** No distribution on a range of this width has a greater standard deviation (Popoviciu 1935). */
const DEVIATION_SHARE_MAX = 0.5

/**
 * The first prediction that cannot be true, of all architectures: a mean outside of what its unit or
 * its distribution allows, a standard deviation that is negative or greater than half of the range, or
 * what is no number; null where there is none.
 */
export function impossiblePrediction(
  instance: Pick<Instance, 'metrics'>,
  { epochs, measures, means, standardDeviations, distributions }: PredictionTable,
): string | null {
  for (const [at, measure] of measures.entries()) {
    const unit = instance.metrics.find(({ name }) => name === measure.metric)?.unit
    const distribution = distributions[at]
    const where = `${measureName(measure)} at ${epochs} epochs`
    if (unit === undefined) return `${where}: it is no measure of the instance`
    if (distribution === undefined) return `${where}: it has no distribution`
    const [unitLeast, unitMost] = UNIT_RANGES[unit]
    const least = Math.max(unitLeast, distribution.least)
    const most = Math.min(unitMost, distribution.most)
    const deviationMax = DEVIATION_SHARE_MAX * (most - least)
    const impossible = (means[at] as Float32Array).findIndex((mean, id) => {
      const deviation = standardDeviations[at]?.[id] as number
      return !(mean >= least && mean <= most && deviation >= 0 && deviation <= deviationMax)
    })
    if (impossible < 0) continue
    const [mean, deviation] = [means[at]?.[impossible], standardDeviations[at]?.[impossible]]
    return `${where}: architecture ${impossible} has mean ${mean} and standard deviation ${deviation}; means lie from ${least} to ${most}, deviations from 0 to ${deviationMax}`
  }
  return null
}
