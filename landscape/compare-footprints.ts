import {
  FOOTPRINT_ENTRIES,
  type Footprint,
  type FootprintEntry,
  type FootprintKey,
} from './footprint-entries.ts'

export interface ComparedEntry {
  readonly key: FootprintKey
  readonly unit: string
  readonly one: number | null
  readonly other: number | null
  /** Both on the entry's scale: 0 at the centre of a chart, 1 at its rim. */
  readonly scaled: { readonly one: number | null; readonly other: number | null }
}

/** A value on the scale that all footprints share, cut at 0 and 1. */
export function scaledEntry(key: FootprintKey, value: number | null): number | null {
  if (value === null) return null
  const { scale }: FootprintEntry = FOOTPRINT_ENTRIES[key]
  const [from, to] = scale
  return Math.min(1, Math.max(0, (value - from) / (to - from)))
}

/** Compares two footprints entry by entry on one scale; entries that one lacks stay null. */
export function compareFootprints(one: Footprint, other: Footprint): ComparedEntry[] {
  return (Object.keys(FOOTPRINT_ENTRIES) as FootprintKey[]).map((key) => ({
    key,
    unit: FOOTPRINT_ENTRIES[key].unit,
    one: one[key],
    other: other[key],
    scaled: { one: scaledEntry(key, one[key]), other: scaledEntry(key, other[key]) },
  }))
}
