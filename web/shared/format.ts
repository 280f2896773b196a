const GROUPED = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 })
const SHORT = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 3, notation: 'compact' })
const PLAIN = new Intl.NumberFormat('en-GB', { maximumSignificantDigits: 4 })

const UNITS: Readonly<Record<string, string>> = {
  millisecond: ' ms',
  second: ' s',
  'kilowatt-hour': ' kWh',
  gram: ' g',
}

/** 423624 as 423,624. */
export function grouped(count: number): string {
  return GROUPED.format(count)
}

/** 4980000 as 4.98M. */
export function short(count: number): string {
  return SHORT.format(count)
}

/** A value as a reader compares it: accuracies in percent, amounts with their unit. */
export function shown(value: number | null, unit: string, digits = 2): string {
  if (value === null || !Number.isFinite(value)) return '–'
  if (unit === 'fraction') return `${(100 * value).toFixed(digits)} %`
  if (unit === 'coefficient') return value.toFixed(digits + 1)
  if (unit === 'count') return grouped(value)
  const number = Math.abs(value) >= 1000 ? grouped(value) : PLAIN.format(value)
  return `${number}${UNITS[unit] ?? ''}`
}

/** A difference or a deviation: of accuracies in points. */
export function shownDifference(value: number | null, unit: string): string {
  if (value === null || !Number.isFinite(value)) return '–'
  if (unit === 'fraction') return `${(100 * value).toFixed(2)} points`
  return shown(value, unit)
}

/** The numbers along an axis: percents have equally many decimals. */
export function tickTexts(values: readonly number[], unit: string): string[] {
  if (unit !== 'fraction') return values.map((value) => tickText(value, unit))
  const percents = values.map((value) => Number((100 * value).toFixed(2)))
  const decimals = Math.max(0, ...percents.map((one) => String(one).split('.')[1]?.length ?? 0))
  return percents.map((one) => `${one.toFixed(decimals)} %`)
}

function tickText(value: number, unit: string): string {
  if (unit === 'count') return short(value)
  if (Math.abs(value) >= 10_000) return short(value) + (UNITS[unit] ?? '')
  return `${PLAIN.format(value)}${UNITS[unit] ?? ''}`
}

/** A label inside of a sentence: its first letter is small, unless an abbreviation begins it. */
export function inSentence(label: string): string {
  return /^[A-Z][a-z]/.test(label) ? label.charAt(0).toLowerCase() + label.slice(1) : label
}
