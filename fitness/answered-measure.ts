import { SPLITS, type Split } from './instance.ts'
import { fullMeasureKey } from './measure.ts'

/** The numbers of an answer. */
export interface AnsweredMeasures {
  readonly trainableParameters: number
  readonly macs: number
  readonly metrics: Readonly<
    Record<string, number | null | Readonly<Record<string, number | null | undefined>>>
  >
}

interface Parts {
  readonly split: Split
  readonly metric: string
}

/** Names come from requests: more than any instance has are not kept. */
const PARTS_MAX = 256
const parts = new Map<string, Parts | null>()

/** The split and the metric that a name such as `validationOverallAccuracy` begins with, if any. */
function partsOf(name: string): Parts | null {
  const known = parts.get(name)
  if (known !== undefined) return known
  const split = SPLITS.find((one) => name.startsWith(one) && /^[A-Z]/.test(name.slice(one.length)))
  const rest = name.slice(split?.length)
  const made =
    split === undefined ? null : { split, metric: rest.charAt(0).toLowerCase() + rest.slice(1) }
  if (parts.size < PARTS_MAX) parts.set(name, made)
  return made
}

/**
 * One measure of an answer by its long name or by `validationAccuracy`; null where the architecture
 * has no value, undefined where the instance has no such measure.
 */
export function answeredMeasure(answer: AnsweredMeasures, key: string): number | null | undefined {
  const name = fullMeasureKey(key)
  if (name === 'macs' || name === 'trainableParameters') return answer[name]
  const own = answer.metrics[name]
  if (typeof own === 'number' || own === null) return own
  const found = partsOf(name)
  const bySplit = found === null ? undefined : answer.metrics[found.metric]
  return found === null || typeof bySplit !== 'object' || bySplit === null
    ? undefined
    : bySplit[found.split]
}
