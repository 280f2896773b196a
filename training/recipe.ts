import { type Instance, UNIT_RANGES } from '../fitness/instance.ts'
import type { Measure } from '../fitness/measure.ts'
import type { Transform } from './transform.ts'

interface Limits {
  readonly bound: number
  /** Lower accuracies count as this one. */
  readonly least: number
  readonly distanceMin: number
}

// NASBench-101's accuracies gather below a limit: the logarithm of what is missing to it spreads the
// good ones. Failed trainings are cut off, or they would weigh more than all others.
const CIFAR10: Readonly<Record<number, Limits>> = {
  36: { bound: 0.96, least: 0.8, distanceMin: 1e-3 },
  108: { bound: 0.965, least: 0.86, distanceMin: 1e-3 },
}
// Training accuracies reach 1 itself; the bound lies one of the 9,984 images above it.
const CIFAR10_TRAIN: Limits = { bound: 1 + 1 / 9984, least: 0.8, distanceMin: 1 / 9984 }

/** Times, energies and the like are not predicted further than this factor beyond what was measured. */
const BEYOND = 4

/**
 * The target of a measure: what has no upper limit (times, latencies, energies) in logarithms, the
 * rest as it is within the limits of its unit.
 * @param values that it is trained on
 */
export function transformOf(
  { instance, epochs }: { readonly instance: Instance; readonly epochs: number },
  measure: Measure,
  values: Float64Array,
): Transform {
  const unit = instance.metrics.find(({ name }) => name === measure.metric)?.unit
  if (unit === undefined) throw new Error(`${measure.metric} is no metric of ${instance.id}`)
  const [least, most] = UNIT_RANGES[unit]
  if (most === Number.POSITIVE_INFINITY) {
    const positive = values.filter((value) => value > 0)
    if (positive.length === 0) return { kind: 'identity', least: 0, most: 0 }
    const greatest = positive.reduce((max, value) => Math.max(max, value))
    const smallest = positive.reduce((min, value) => Math.min(min, value))
    const [distanceMin, distanceMax] = [smallest / BEYOND, greatest * BEYOND]
    return { kind: 'log', side: 'above', bound: 0, distanceMin, distanceMax }
  }
  const limits = limitsOf(instance, epochs, measure)
  if (limits === undefined) return { kind: 'identity', least, most }
  const { bound, distanceMin } = limits
  const distanceMax = bound - limits.least
  return { kind: 'log', side: 'below', bound, distanceMin, distanceMax }
}

function limitsOf(instance: Instance, epochs: number, measure: Measure): Limits | undefined {
  if (instance.id !== 'cifar10' || measure.split === null) return undefined
  return measure.split === 'train' ? CIFAR10_TRAIN : CIFAR10[epochs]
}
