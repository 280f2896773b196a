import { html } from 'hono/html'
import type { Markup } from '../../api/reference/markup.ts'
import { type Density, shadeOf } from '../shared/density.ts'
import type { Axis } from '../shared/measures.ts'
import { MEMBER_LEVELS, memberLevel } from '../shared/member-level.ts'
import type { Range } from '../shared/range.ts'
import { bottomAxis, leftAxis } from './axes.ts'
import type { FrontCell } from './front-worlds.ts'
import { EVERY_ROW_HAS, type MeasuredCell } from './selection.ts'

const LEVELS = 7
/** More would be a second density and not points. */
const POINTS_MAX = 5000
const SIZE = 1000

/** What a scatter shows of the cells that are selected. */
export interface ScatterData {
  readonly x: Axis
  readonly y: Axis
  readonly xRange: Range
  readonly yRange: Range
  readonly density: Density
  readonly measured: readonly MeasuredCell[]
  /** What chose the cells. */
  readonly epochs: number
  readonly source: string
  readonly where: readonly string[]
  /** By x. */
  readonly front: readonly FrontPoint[]
  /** Cells that can be on the front of the true values; none where nobody asked. */
  readonly members: readonly FrontCell[]
}

export interface FrontPoint {
  readonly x: number
  readonly y: number
  readonly hash: string
}

/** One path a level of darkness, of horizontal strips: a rectangle a cell would be ten times as long. */
function levelPaths({ columns, rows, counts, most }: Density): Markup[] {
  const paths: string[] = Array.from({ length: LEVELS }, () => '')
  for (let row = 0; row < rows; row++) {
    let column = 0
    while (column < columns) {
      const levelAt = (at: number) =>
        Math.ceil(shadeOf(counts[row * columns + at] as number, most) * LEVELS)
      const level = levelAt(column)
      const from = column
      while (column < columns && levelAt(column) === level) column++
      if (level > 0) {
        paths[level - 1] += `M${from} ${rows - row - 1}h${column - from}v1h${from - column}z`
      }
    }
  }
  return paths.map((path, level) => html`<path class="level-${level + 1}" d="${path}"/>`)
}

const at = (value: number, [least, most]: Range) =>
  Math.round((SIZE * (value - least)) / (most - least))

function isInside({ xRange, yRange }: ScatterData, [x, y]: readonly [number, number]): boolean {
  return x >= xRange[0] && x <= xRange[1] && y >= yRange[0] && y <= yRange[1]
}

function pointsPath(data: ScatterData): string {
  if (data.measured.length > POINTS_MAX) return ''
  return data.measured
    .filter(({ x, y }) => isInside(data, [x, y]))
    .map(({ x, y }) => `M${at(x, data.xRange)} ${SIZE - at(y, data.yRange)}h0`)
    .join('')
}

function frontPath({ front, xRange, yRange }: ScatterData): string {
  return front
    .map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${at(x, xRange)} ${SIZE - at(y, yRange)}`)
    .join('')
}

/** The ids of the measured cells; of very many, the number by which a script finds them. */
function measuredFields({ measured }: ScatterData): Markup {
  return measured.length > POINTS_MAX
    ? html`data-measured-by="${EVERY_ROW_HAS}"`
    : html`data-measured="${JSON.stringify(measured.map(({ id }) => id))}"`
}

/** One path a level: how large and dark its points are. */
function memberPaths(data: ScatterData): Markup[] {
  const paths: string[] = Array.from({ length: MEMBER_LEVELS }, () => '')
  for (const { x, y, worlds } of data.members) {
    if (!isInside(data, [x, y])) continue
    paths[memberLevel(worlds) - 1] += `M${at(x, data.xRange)} ${SIZE - at(y, data.yRange)}h0`
  }
  return paths.map(
    (path, level) => html`<path class="member-points member-${level + 1}" d="${path}"/>`,
  )
}

/** A scatter of two numbers of all selected cells, as a picture that needs no script. */
export function scatterDrawing(data: ScatterData, text: string): Markup {
  const { x, y, xRange, yRange, density } = data
  const { columns, rows } = density
  return html`<div class="scatter" id="scatter" data-x="${x.key}" data-y="${y.key}" data-x-axis="${JSON.stringify(x)}" data-y-axis="${JSON.stringify(y)}" data-epochs="${data.epochs}" data-source="${data.source}" data-where="${JSON.stringify(data.where)}" data-x-range="${xRange.join(' ')}" data-y-range="${yRange.join(' ')}" data-front="${JSON.stringify(data.front.map((one) => [one.x, one.y, one.hash]))}" ${measuredFields(data)} data-members="${JSON.stringify(data.members.map((one) => [one.id, one.worlds]))}">
<p class="axis-name">${y.label}</p>
${leftAxis(y, yRange)}
<div class="plot"><svg class="density" viewBox="0 0 ${columns} ${rows}" preserveAspectRatio="none" role="img" aria-label="${text}">${levelPaths(density)}</svg>
<svg class="marks" viewBox="0 0 ${SIZE} ${SIZE}" preserveAspectRatio="none" aria-hidden="true"><path class="front-line" d="${frontPath(data)}"/><path class="measured-points" d="${pointsPath(data)}"/>${memberPaths(data)}</svg></div>
${bottomAxis(x, xRange)}
</div>`
}
