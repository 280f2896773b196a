import { UNITS, type Unit } from '../../fitness/instance.ts'
import { nearestName } from '../../fitness/nearest-name.ts'

/** Other spellings of the units, in lower-case letters alone. */
const SPELLINGS: Readonly<Record<string, Unit>> = {
  ms: 'millisecond',
  msec: 'millisecond',
  millis: 'millisecond',
  s: 'second',
  sec: 'second',
  secs: 'second',
  kwh: 'kilowatt-hour',
  kwhours: 'kilowatt-hour',
  g: 'gram',
  gco: 'gram',
  gcoeq: 'gram',
  share: 'fraction',
  ratio: 'fraction',
  proportion: 'fraction',
  accuracy: 'fraction',
  percent: 'fraction',
  percentage: 'fraction',
  kappa: 'coefficient',
  correlation: 'coefficient',
}

/** What is wrong with a unit that is none, with the one that was probably meant. */
export function unitProblem(unit: unknown): string {
  const shown = JSON.stringify(unit)
  const known = `The units are ${UNITS.join(', ')}`
  if (typeof unit !== 'string') return `"unit" is ${shown}. ${known}`
  const letters = unit.toLowerCase().replace(/[^a-z]/g, '')
  const isPercent = unit.includes('%') || letters.startsWith('percent')
  const meant = isPercent ? 'fraction' : (SPELLINGS[letters] ?? nearestName(unit, UNITS))
  const hint = meant === undefined ? '' : ` Did you mean ${meant}?`
  const divide = isPercent ? ' Divide the values of its columns by 100.' : ''
  return `"unit" is ${shown}.${hint}${divide} ${known}`
}
