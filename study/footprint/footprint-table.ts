import { FOOTPRINT_ENTRIES, type FootprintKey } from '../../landscape/footprint-entries.ts'
import type { Spread } from '../spread.ts'

const EMPTY = '–'

function shown(value: number | Spread | null | undefined): string {
  if (value === null || value === undefined) return EMPTY
  if (typeof value !== 'number') {
    return `${shown(value.median)} (${shown(value.low)} to ${shown(value.high)})`
  }
  return Number.isInteger(value) ? value.toLocaleString('en-GB') : value.toPrecision(3)
}

/** Footprints side by side as a Markdown table; an entry that does not apply is a dash. */
export function footprintTable(
  columns: Readonly<Record<string, Readonly<Record<FootprintKey, number | Spread | null>> | null>>,
): string {
  const names = Object.keys(columns)
  const header = ['entry', 'unit', ...names]
  const rows = (Object.keys(FOOTPRINT_ENTRIES) as FootprintKey[]).map((key) => [
    key,
    FOOTPRINT_ENTRIES[key].unit,
    ...names.map((name) => shown(columns[name]?.[key])),
  ])
  return [header, header.map(() => '---'), ...rows]
    .map((row) => `| ${row.join(' | ')} |`)
    .join('\n')
}
