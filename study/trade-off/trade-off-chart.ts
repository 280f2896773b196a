import * as Plot from '@observablehq/plot'
import { parseHTML } from 'linkedom'
import type { Grid, Point } from './trade-off.ts'

export interface TradeOff {
  readonly title: string
  readonly xLabel: string
  readonly yLabel: string
  readonly legend: string
  readonly predicted: Grid
  /** On the same grid. */
  readonly measured: Grid
  readonly front: readonly Point[]
}

// ColorBrewer's sequential blues, from few to many.
const BLUES = ['#eff3ff', '#c6dbef', '#9ecae1', '#6baed6', '#4292c6', '#2171b5', '#084594']

/** Density of the predictions, where cells were measured, and the Pareto front. An SVG document. */
export function tradeOffChart({ title, predicted, measured, front, ...labels }: TradeOff): string {
  const { document } = parseHTML('<!doctype html><html><body></body></html>')
  const inside = front.filter(({ x, y }) => x <= predicted.x[1] && y >= predicted.y[0])
  const plot = Plot.plot({
    document,
    width: 720,
    height: 400,
    marginLeft: 55,
    marginTop: 40,
    marginBottom: 40,
    ariaLabel: title,
    style: { background: 'white', color: '#17211f', fontSize: '12px' },
    x: { label: labels.xLabel, domain: predicted.x },
    y: { label: labels.yLabel, domain: predicted.y, grid: true },
    r: { type: 'sqrt', range: [0, 5] },
    marks: [
      (_, { x, y }) => (x && y ? shades(document, predicted, { x, y }) : null),
      Plot.dot(filled(measured), {
        x: ({ x1, x2 }) => (x1 + x2) / 2,
        y: ({ y1, y2 }) => (y1 + y2) / 2,
        r: 'count',
        stroke: '#d55e00',
        strokeOpacity: 0.8,
      }),
      Plot.text([labels.legend], { frameAnchor: 'top-right', dy: -12 }),
      Plot.line(inside, { x: 'x', y: 'y', curve: 'step-after', stroke: '#17211f', strokeWidth: 2 }),
    ],
  })
  plot.setAttribute('xmlns', 'http://www.w3.org/2000/svg')
  // A tenth of a pixel is enough, and the file is half as large.
  const rounded = (text: string) => String(Number(Number(text).toFixed(1)))
  // The rules of the style element are for a chart within a page.
  const svg = plot.outerHTML.replace(/<style>.*?<\/style>/s, '')
  return `${svg.replaceAll(/<[^>]+>/g, (tag: string) => tag.replaceAll(/\d+\.\d{2,}/g, rounded))}\n`
}

type Page = ReturnType<typeof parseHTML>['document']
type Scales = Readonly<Record<'x' | 'y', (value: number) => number>>

/** One path a shade: an element for each cell of the grid would make the file five times as large. */
function shades(document: Page, grid: Grid, { x, y }: Scales): ReturnType<Page['createElementNS']> {
  const svg = (name: string) => document.createElementNS('http://www.w3.org/2000/svg', name)
  const group = svg('g')
  const cells = filled(grid)
  const step = Math.log(Math.max(...grid.counts) + 1) / BLUES.length
  for (const [level, colour] of BLUES.entries()) {
    const own = cells.filter(({ count }) => shadeOf(count, step) === level)
    const path = svg('path')
    const pixel = Math.round
    path.setAttribute('fill', colour)
    path.setAttribute(
      'd',
      own
        .map(({ x1, x2, y1, y2 }) => {
          const [left, right, low, high] = [pixel(x(x1)), pixel(x(x2)), pixel(y(y1)), pixel(y(y2))]
          return `M${left} ${high}H${right}V${low}H${left}z`
        })
        .join(''),
    )
    group.append(path)
  }
  return group
}

function shadeOf(count: number, step: number): number {
  return Math.min(BLUES.length - 1, Math.floor(Math.log(count) / step))
}

function filled({ columns, rows, x, y, counts }: Grid) {
  const edge = ([low, high]: readonly [number, number], at: number, cells: number) =>
    low + ((high - low) * at) / cells
  return [...counts.entries()].flatMap(([cell, count]) => {
    if (count === 0) return []
    const [column, row] = [cell % columns, Math.floor(cell / columns)]
    return [
      {
        count,
        x1: edge(x, column, columns),
        x2: edge(x, column + 1, columns),
        y1: edge(y, row, rows),
        y2: edge(y, row + 1, rows),
      },
    ]
  })
}
