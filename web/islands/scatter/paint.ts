import { densityOf, shadeOf } from '../../shared/density.ts'
import { memberLevel } from '../../shared/member-level.ts'
import type { Range } from '../../shared/range.ts'
import { MEASURED, type Plotted, SHOWN } from './plotted.ts'

/** Sides of a bin of the density in CSS pixels. */
const BIN = 3
const POINT_RADIUS = 2.6
/** As the style sheet has them for the picture. */
const MEMBER_ALPHA = [0.45, 0.6, 0.8, 1]
/** More measured cells than this are drawn as smaller points. */
const POINTS_LARGE_MAX = 5000

export interface Frame {
  readonly x: Range
  readonly y: Range
}

interface Colours {
  readonly predicted: readonly [number, number, number]
  readonly measured: string
  readonly front: string
  readonly paper: string
}

function rgb(colour: string): [number, number, number] {
  const digits = colour.trim().replace('#', '')
  return [0, 2, 4].map((at) => Number.parseInt(digits.slice(at, at + 2), 16)) as [
    number,
    number,
    number,
  ]
}

function coloursOf(element: Element): Colours {
  const style = getComputedStyle(element)
  const colour = (name: string) => style.getPropertyValue(name).trim()
  return {
    predicted: rgb(colour('--predicted')),
    measured: colour('--measured'),
    front: colour('--front'),
    paper: colour('--paper'),
  }
}

const bins = document.createElement('canvas')

function paintDensity(
  context: CanvasRenderingContext2D,
  plotted: Plotted,
  frame: Frame,
  colours: Colours,
) {
  const { clientWidth: width, clientHeight: height } = context.canvas
  const columns = Math.max(1, Math.floor(width / BIN))
  const rows = Math.max(1, Math.floor(height / BIN))
  const { kinds, x, y } = plotted
  const density = densityOf(
    x,
    y,
    { columns, rows, ...frame },
    (id) => ((kinds[id] as number) & (SHOWN | MEASURED)) === SHOWN,
  )
  bins.width = columns
  bins.height = rows
  const own = bins.getContext('2d')
  if (own === null) return
  const image = own.createImageData(columns, rows)
  const [red, green, blue] = colours.predicted
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const count = density.counts[row * columns + column] as number
      if (count === 0) continue
      const at = 4 * ((rows - row - 1) * columns + column)
      image.data[at] = red
      image.data[at + 1] = green
      image.data[at + 2] = blue
      image.data[at + 3] = 30 + 225 * shadeOf(count, density.most)
    }
  }
  own.putImageData(image, 0, 0)
  context.imageSmoothingEnabled = false
  context.drawImage(bins, 0, 0, width, height)
}

/** Where a value is drawn, in CSS pixels. */
export function placing({ x, y }: Frame, width: number, height: number) {
  return {
    left: (value: number) => (width * (value - x[0])) / (x[1] - x[0]),
    top: (value: number) => height - (height * (value - y[0])) / (y[1] - y[0]),
  }
}

/** Draws all cells: the density of what is predicted, then the front and what was measured. */
export function paint(canvas: HTMLCanvasElement, plotted: Plotted, frame: Frame): void {
  const context = canvas.getContext('2d')
  if (context === null) return
  const { clientWidth: width, clientHeight: height } = canvas
  const ratio = window.devicePixelRatio || 1
  if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
    canvas.width = Math.round(width * ratio)
    canvas.height = Math.round(height * ratio)
  }
  context.setTransform(ratio, 0, 0, ratio, 0, 0)
  const colours = coloursOf(canvas)
  context.fillStyle = colours.paper
  context.fillRect(0, 0, width, height)
  paintDensity(context, plotted, frame, colours)
  const { left, top } = placing(frame, width, height)
  context.strokeStyle = colours.front
  context.lineWidth = 2
  context.beginPath()
  for (const [x, y] of plotted.front) context.lineTo(left(x), top(y))
  context.stroke()
  const radius = plotted.measured.length > POINTS_LARGE_MAX ? 1 : POINT_RADIUS
  context.fillStyle = colours.measured
  context.strokeStyle = colours.paper
  context.lineWidth = 0.8
  for (const id of plotted.measured) {
    const [x, y] = [left(plotted.x[id] as number), top(plotted.y[id] as number)]
    if (x < -radius || x > width + radius || y < -radius || y > height + radius) continue
    context.beginPath()
    context.arc(x, y, radius, 0, 2 * Math.PI)
    context.fill()
    context.stroke()
  }
  context.fillStyle = colours.front
  for (const [id, worlds] of plotted.members) {
    if (plotted.kinds[id] === 0) continue
    const level = memberLevel(worlds)
    context.globalAlpha = MEMBER_ALPHA[level - 1] ?? 1
    context.beginPath()
    context.arc(
      left(plotted.x[id] as number),
      top(plotted.y[id] as number),
      1.5 + 1.25 * level,
      0,
      2 * Math.PI,
    )
    context.fill()
  }
  context.globalAlpha = 1
}
