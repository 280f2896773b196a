import { type AnsweredMeasures, answeredMeasure } from '../fitness/answered-measure.ts'
import type { Instance } from '../fitness/instance.ts'
import { fullMeasureKey, measureKey } from '../fitness/measure.ts'
import { parseCell } from '../space/cell.ts'
import { complexity } from '../space/complexity.ts'

const OBJECTIVES_MAX = 4
const COMPLEXITY = ['trainableParameters', 'macs'] as const

/** A measure and which way it is better. */
export interface SearchObjective {
  readonly name: string
  readonly direction: 'maximize' | 'minimize'
  /** Of the MACs; without it the measure alone counts. */
  readonly macsWeight?: number
}

/**
 * An accuracy less the cost of the network: accuracy - weight * MACs / most MACs. The most MACs are
 * those of the most expensive architecture of the space.
 */
export interface ComplexityWeighted {
  readonly measure: string
  readonly weight: number
}

/** A measure, or an accuracy with the cost of the network. */
export type WantedObjective = string | ComplexityWeighted

export type SearchedInstance = Pick<Instance, 'id' | 'metrics' | 'input' | 'classes'>

// Five convolutions in a chain, and as many edges from the input as nine edges allow.
const MOST_EXPENSIVE = parseCell(
  [
    [0, 1, 1, 1, 1, 0, 0],
    [0, 0, 1, 0, 0, 0, 0],
    [0, 0, 0, 1, 0, 0, 0],
    [0, 0, 0, 0, 1, 0, 0],
    [0, 0, 0, 0, 0, 1, 0],
    [0, 0, 0, 0, 0, 0, 1],
    [0, 0, 0, 0, 0, 0, 0],
  ],
  ['input', ...new Array<string>(5).fill('conv3x3-bn-relu'), 'output'],
).cell

/** MACs of the most expensive architecture with the input and classes of an instance. */
export function mostMacs({ input, classes }: Pick<Instance, 'input' | 'classes'>): number {
  return complexity(MOST_EXPENSIVE, { ...input, classes }).macs
}

/** @throws RangeError where the instance has no such measure, or one is named twice */
export function objectivesOf(
  instance: SearchedInstance,
  wanted: readonly WantedObjective[],
): SearchObjective[] {
  const known = new Map<string, SearchObjective['direction']>([
    ...COMPLEXITY.map((name) => [name, 'minimize'] as const),
    ...instance.metrics.flatMap(({ name, splits, direction }) =>
      (splits.length > 0 ? splits : [null]).map(
        (split) => [measureKey({ metric: name, split }), direction] as const,
      ),
    ),
  ])
  const objectives = wanted.map((one): SearchObjective => {
    const name = fullMeasureKey(typeof one === 'string' ? one : one.measure)
    const direction = known.get(name)
    if (direction === undefined) {
      throw new RangeError(
        `${instance.id} has no ${name}; it has: ${[...known.keys()].join(', ')}.`,
      )
    }
    if (typeof one === 'string') return { name, direction }
    if (direction === 'minimize' || !(one.weight > 0)) {
      throw new RangeError(
        `The weight of ${name} is ${one.weight}; give a number above 0, and a measure of which more is better.`,
      )
    }
    return { name, direction, macsWeight: one.weight }
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

/** What a header's objective was made of. */
export function wantedObjective({ name, macsWeight }: SearchObjective): WantedObjective {
  return macsWeight === undefined ? name : { measure: name, weight: macsWeight }
}

/** The value of an objective in one answer; null where it has none. */
export function objectiveValue(
  { name, macsWeight }: SearchObjective,
  answer: AnsweredMeasures,
  macsMost: number,
): number | null {
  const own = answeredMeasure(answer, name) ?? null
  if (macsWeight === undefined || own === null) return own
  return own - macsWeight * (answer.macs / macsMost)
}

/** Smaller is better; infinite without a value. */
export function costOf({ direction }: SearchObjective, value: number | null): number {
  if (value === null) return Number.POSITIVE_INFINITY
  return direction === 'maximize' ? 0 - value : value
}
