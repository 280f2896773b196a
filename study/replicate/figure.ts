import type { StudyTable } from '../source-tables.ts'

export const VERDICTS = ['exact', 'close', 'different', 'not testable'] as const
export type Verdict = (typeof VERDICTS)[number]

/** A published figure beside our value. */
export interface Figure {
  /** P1 to P5, as docs/landscape.md lists the studies. */
  readonly study: 'P1' | 'P2' | 'P3' | 'P4' | 'P5'
  readonly quantity: string
  readonly definition: string
  readonly published: string
  readonly ours: string | null
  readonly verdict: Verdict
  readonly reason: string
  /** The table that our value comes from. */
  readonly table: StudyTable | null
}

/** A published number with the digits that were printed. */
export interface Printed {
  readonly value: number
  readonly digits: number
}

const CLOSE = 0.05

/** `exact` where our value rounds to what was printed, `close` within 5 %, else `different`. */
export function verdictOf(ours: number, { value, digits }: Printed): Verdict {
  if (ours.toFixed(digits) === value.toFixed(digits)) return 'exact'
  return Math.abs(ours - value) <= CLOSE * Math.abs(value) ? 'close' : 'different'
}

/** Of several numbers: the verdict of the worst. */
export function worstVerdict(verdicts: readonly Verdict[]): Verdict {
  return verdicts.reduce((worst, one) =>
    VERDICTS.indexOf(one) > VERDICTS.indexOf(worst) ? one : worst,
  )
}

/** A figure of which no data are at hand. */
export function notTestable(
  figure: Pick<Figure, 'study' | 'quantity' | 'definition' | 'published' | 'reason'>,
): Figure {
  return { ...figure, ours: null, verdict: 'not testable', table: null }
}
