import type { Instance, Unit } from '../fitness/instance.ts'
import type { Measure } from '../fitness/measure.ts'
import { IDENTITY, type Transform } from './transform.ts'

const NO_LIMIT = Number.MAX_VALUE

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

// Their noise grows with the value, and predictions must stay positive.
const LOGARITHM: Transform = {
  kind: 'log',
  side: 'above',
  bound: 0,
  distanceMin: 1e-9,
  distanceMax: NO_LIMIT,
}

const BY_UNIT: { readonly [U in Unit]: Transform } = {
  fraction: IDENTITY,
  coefficient: IDENTITY,
  millisecond: LOGARITHM,
  second: LOGARITHM,
  'kilowatt-hour': LOGARITHM,
  gram: LOGARITHM,
}

/** The target of a measure: times, energy and emissions in logarithms, the rest as it is. */
export function transformOf(instance: Instance, epochs: number, measure: Measure): Transform {
  const metric = instance.metrics.find(({ name }) => name === measure.metric)
  const byUnit = metric === undefined ? IDENTITY : BY_UNIT[metric.unit]
  if (byUnit !== IDENTITY) return byUnit
  if (instance.id !== 'cifar10' || measure.split === null) return IDENTITY
  const limits = measure.split === 'train' ? CIFAR10_TRAIN : CIFAR10[epochs]
  if (limits === undefined) return IDENTITY
  const distanceMax = limits.bound - limits.least
  const { bound, distanceMin } = limits
  return { kind: 'log', side: 'below', bound, distanceMin, distanceMax }
}
