import type { Instance } from '../fitness/instance.ts'
import { fullMeasureKey, measureKey } from '../fitness/measure-key.ts'
import type { Evaluated } from './evaluator.ts'

const OBJECTIVES_MAX = 4
const COMPLEXITY = ['trainableParameters', 'macs'] as const

/** A measure and which way it is better. */
export interface SearchObjective {
  readonly name: string
  readonly direction: 'maximize' | 'minimize'
}

/** @throws RangeError where the instance has no such measure, or one is named twice */
export function objectivesOf(
  instance: Pick<Instance, 'id' | 'metrics'>,
  names: readonly string[],
): SearchObjective[] {
  const known = new Map<string, SearchObjective['direction']>([
    ...COMPLEXITY.map((name) => [name, 'minimize'] as const),
    ...instance.metrics.flatMap(({ name, splits, direction }) =>
      (splits.length > 0 ? splits : [null]).map(
        (split) => [measureKey({ metric: name, split }), direction] as const,
      ),
    ),
  ])
  const objectives = names.map(fullMeasureKey).map((name): SearchObjective => {
    const direction = known.get(name)
    if (direction !== undefined) return { name, direction }
    throw new RangeError(`${instance.id} has no ${name}; it has: ${[...known.keys()].join(', ')}.`)
  })
  const count = objectives.length
  if (
    count < 1 ||
    count > OBJECTIVES_MAX ||
    new Set(objectives.map((one) => one.name)).size < count
  ) {
    throw new RangeError(`There are ${count} objectives; name 1 to ${OBJECTIVES_MAX}, each once.`)
  }
  return objectives
}

/** Every measure of an answer by its long name, for example `validationOverallAccuracy`. */
export function measuresOfAnswer(answer: Omit<Evaluated, 'release'>): Map<string, number | null> {
  const found = new Map<string, number | null>()
  for (const [metric, value] of Object.entries(answer.metrics)) {
    if (typeof value === 'number' || value === null) found.set(metric, value)
    else {
      for (const split of ['train', 'validation', 'test'] as const) {
        const one = value[split]
        if (one !== undefined) found.set(measureKey({ metric, split }), one)
      }
    }
  }
  for (const name of COMPLEXITY) found.set(name, answer[name])
  return found
}

/** Smaller is better; infinite without a value. */
export function costOf({ direction }: SearchObjective, value: number | null): number {
  if (value === null) return Number.POSITIVE_INFINITY
  return direction === 'maximize' ? 0 - value : value
}
