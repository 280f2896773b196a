import type { Outputs } from '../../client/client.ts'

export type Instance = Outputs['getInstance']

/** A number of every architecture that pages can show. */
export interface Axis {
  /** As listings sort by it. */
  readonly key: string
  /** As answers name it; null of what is no measure. */
  readonly metric: string | null
  readonly split: string | null
  readonly label: string
  readonly unit: string
  readonly direction: 'maximize' | 'minimize'
}

const NAMES: Readonly<Record<string, string>> = {
  overallAccuracy: 'accuracy',
  averageAccuracy: 'average accuracy',
  kappa: "Cohen's kappa",
  latencyMs: 'latency',
  trainingTimeS: 'training time',
  predictionTimeS: 'prediction time',
  energyKWh: 'energy',
  co2eqG: 'CO2 equivalent',
}

const words = (name: string) =>
  NAMES[name] ?? name.replaceAll(/[A-Z]/g, (upper) => ` ${upper.toLowerCase()}`)

const sentence = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

const capital = (name: string) => name.charAt(0).toUpperCase() + name.slice(1)

const COSTS: readonly Axis[] = [
  ['trainableParameters', 'Parameters'],
  ['macs', 'Multiply-accumulates'],
].map(([key = '', label = '']) => ({
  key,
  metric: null,
  split: null,
  label,
  unit: 'count',
  direction: 'minimize' as const,
}))

/** The measures of an instance in its order, then its costs. */
export function axesOf({ metrics }: Pick<Instance, 'metrics'>): readonly Axis[] {
  const measures = metrics.flatMap(({ name, splits, unit, direction }): Axis[] =>
    splits.length === 0
      ? [{ key: name, metric: name, split: null, label: sentence(words(name)), unit, direction }]
      : splits.map((split) => ({
          key: `${split}${capital(name)}`,
          metric: name,
          split,
          label: `${sentence(split)} ${words(name)}`,
          unit,
          direction,
        })),
  )
  return [...measures, ...COSTS]
}

/** What an instance is mostly asked for: accuracy on the validation split, else on test. */
export function mainAxis(axes: readonly Axis[]): Axis {
  const liked = ['validationOverallAccuracy', 'testOverallAccuracy']
  const found = liked.flatMap((key) => axes.filter((axis) => axis.key === key))[0] ?? axes[0]
  if (found === undefined) throw new Error('An instance without a measure')
  return found
}

/** The value of a measure in an answer; null where there is none. */
export function answeredValue(
  metrics: Readonly<Record<string, unknown>> | null,
  axis: Axis,
): number | null {
  if (metrics === null || axis.metric === null) return null
  const own = metrics[axis.metric]
  if (typeof own === 'number') return own
  if (axis.split === null || typeof own !== 'object' || own === null) return null
  const value = (own as Record<string, unknown>)[axis.split]
  return typeof value === 'number' ? value : null
}

/** `validationOverallAccuracy` as `validationAccuracy`, which the API takes as well. */
export function shortKey(key: string): string {
  return key.replace(/^(train|validation|test)OverallAccuracy$/, '$1Accuracy')
}
