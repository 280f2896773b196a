import { tickTexts } from './format.ts'
import type { Range } from './range.ts'
import { ticks } from './ticks.ts'

const TICKS_X = 5
const TICKS_Y = 6

/** What of an axis is drawn. */
export interface DrawnAxis {
  readonly label: string
  readonly unit: string
}

/** Percent of the way along an axis. */
const along = (value: number, [least, most]: Range) =>
  Number(((100 * (value - least)) / (most - least)).toFixed(2))

/** Inside of an SVG below a plot: in percent, so that texts keep their size however wide it is. */
export function bottomAxisSvg({ label, unit }: DrawnAxis, range: Range): string {
  const drawn = ticks(...range, TICKS_X)
  const texts = tickTexts(drawn, unit)
  const marks = drawn.map((tick, place) => {
    const at = along(tick, range)
    const anchor = at > 94 ? 'end' : at < 4 ? 'start' : 'middle'
    return `<line x1="${at}%" x2="${at}%" y1="0" y2="5"/><text x="${at}%" y="18" text-anchor="${anchor}">${texts[place]}</text>`
  })
  return `${marks.join('')}<text class="axis-title" x="50%" y="38" text-anchor="middle">${label}</text>`
}

/** Inside of an SVG left of a plot. */
export function leftAxisSvg({ unit }: DrawnAxis, range: Range): string {
  const drawn = ticks(...range, TICKS_Y)
  const texts = tickTexts(drawn, unit)
  return drawn
    .map((tick, place) => {
      const at = 100 - along(tick, range)
      return at < 2 || at > 98
        ? ''
        : `<line x1="53" x2="58" y1="${at}%" y2="${at}%"/><text x="49" y="${at}%" dy="4" text-anchor="end">${texts[place]}</text>`
    })
    .join('')
}
