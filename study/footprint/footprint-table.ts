import {
  FOOTPRINT_ENTRIES,
  type Footprint,
  type FootprintKey,
} from '../../landscape/footprint-entries.ts'

const EMPTY = '–'

function shown(value: number | null | undefined): string {
  if (value === null || value === undefined) return EMPTY
  return Number.isInteger(value) ? value.toLocaleString('en-GB') : value.toPrecision(3)
}

/** Footprints side by side as a Markdown table; an entry that does not apply is a dash. */
export function footprintTable(columns: Readonly<Record<string, Footprint | null>>): string {
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
