import { bottomAxisSvg, leftAxisSvg } from '../../shared/axis-svg.ts'
import { inSentence } from '../../shared/format.ts'
import type { Axis } from '../../shared/measures.ts'
import type { Range } from '../../shared/range.ts'
import { HOME } from '../common/home.ts'
import { type Area, type DragMode, followDrags } from './brush.ts'
import type { ColumnsOf } from './columns.ts'
import { nearestCell } from './nearest.ts'
import { type Frame, paint } from './paint.ts'
import { axisRanges, loadPlotted, type Plotted } from './plotted.ts'
import { cellOf, Tip } from './tip.ts'

const ZOOM = 1.5
const KEY_STEP = 0.1
const CLICK_MS = 350
// Of the pointer between press and release, in CSS pixels: farther is a drag.
const CLICK_REACH = 4

/** What the page says of the scatter that is open. */
export interface ScatterPage {
  readonly of: ColumnsOf
  readonly where: readonly string[]
  readonly x: Axis
  readonly y: Axis
  /** Aborted when the page shows other cells. */
  readonly signal: AbortSignal
  /** Called with the ranges that were brushed. */
  readonly onSelect: (x: Range, y: Range) => void
}

const zoomed = ([least, most]: Range, by: number): Range => {
  const [middle, half] = [(least + most) / 2, (most - least) / 2 / by]
  return [middle - half, middle + half]
}

const moved = ([least, most]: Range, share: number): Range => {
  const by = share * (most - least)
  return [least + by, most + by]
}

/** Draws a scatter on a canvas over its picture, once its columns are here. */
export async function openScatter(host: HTMLElement, page: ScatterPage): Promise<void> {
  const plot = host.querySelector<HTMLElement>('.plot')
  if (plot === null) return
  const plotted = await loadPlotted(host, page.of, page.where)
  if (!host.isConnected || page.signal.aborted) return
  const canvas = document.createElement('canvas')
  canvas.className = 'canvas'
  canvas.tabIndex = 0
  canvas.setAttribute('role', 'img')
  canvas.setAttribute(
    'aria-label',
    `${page.y.label} against ${inSentence(page.x.label)}. Arrow keys move, plus and minus zoom, 0 resets. The table has the values.`,
  )
  plot.replaceChildren(canvas)
  new Scatter({ host, plot, canvas, plotted, page })
}

interface Parts {
  readonly host: HTMLElement
  readonly plot: HTMLElement
  readonly canvas: HTMLCanvasElement
  readonly plotted: Plotted
  readonly page: ScatterPage
}

class Scatter {
  readonly #parts: Parts
  readonly #whole: Frame
  readonly #tip: Tip
  #frame: Frame
  #mode: DragMode = 'select'
  #isDue = false
  #pressed = { at: 0, x: 0, y: 0 }

  constructor(parts: Parts) {
    const { host, plot, canvas, page } = parts
    this.#parts = parts
    this.#whole = axisRanges(host)
    this.#frame = this.#whole
    this.#tip = new Tip(plot)
    followDrags(canvas, {
      mode: () => this.#mode,
      onSelect: (area) => this.#select(area),
      onPan: (across, down) =>
        this.#show({
          x: moved(this.#frame.x, -across / canvas.clientWidth),
          y: moved(this.#frame.y, down / canvas.clientHeight),
        }),
    })
    canvas.addEventListener('pointermove', (event) => this.#point(event))
    canvas.addEventListener('pointerleave', () => this.#tip.hide())
    canvas.addEventListener('pointerdown', (event) => {
      this.#pressed = { at: event.timeStamp, x: event.clientX, y: event.clientY }
    })
    canvas.addEventListener('click', (event) => this.#open(event))
    canvas.addEventListener('keydown', (event) => this.#press(event))
    this.#addTools()
    const { signal } = page
    const resizes = new ResizeObserver(() => this.#paint())
    resizes.observe(canvas)
    signal.addEventListener('abort', () => resizes.disconnect(), { once: true })
    // The query outlives the page's cells, and would keep their columns in memory.
    const dark = matchMedia('(prefers-color-scheme: dark)')
    dark.addEventListener('change', () => this.#paint(), { signal })
    this.#draw()
    host.dataset['drawn'] = 'true'
  }

  #show(frame: Frame): void {
    this.#frame = frame
    this.#paint()
  }

  /** At most once a frame of the screen. */
  #paint(): void {
    if (this.#isDue) return
    this.#isDue = true
    requestAnimationFrame(() => {
      this.#isDue = false
      this.#draw()
    })
  }

  #draw(): void {
    const { host, canvas, plotted, page } = this.#parts
    paint(canvas, plotted, this.#frame)
    const [left, bottom] = [host.querySelector('.axis-y'), host.querySelector('.axis-x')]
    if (left !== null) left.innerHTML = leftAxisSvg(page.y, this.#frame.y)
    if (bottom !== null) bottom.innerHTML = bottomAxisSvg(page.x, this.#frame.x)
  }

  #under(event: MouseEvent): number | null {
    const { canvas, plotted } = this.#parts
    const { left, top, width, height } = canvas.getBoundingClientRect()
    const at = { left: event.clientX - left, top: event.clientY - top, width, height }
    return nearestCell(plotted, this.#frame, at)
  }

  #point(event: PointerEvent): void {
    const { canvas, plotted, page } = this.#parts
    const id = event.buttons === 0 ? this.#under(event) : null
    if (id === null) {
      this.#tip.hide()
      return
    }
    const lines = [
      [page.y, plotted.y[id] as number],
      [page.x, plotted.x[id] as number],
    ] as const
    const { left, top, width } = canvas.getBoundingClientRect()
    const place = { left: event.clientX - left, top: event.clientY - top, width }
    this.#tip.show({ id, of: plotted.of, lines, worlds: plotted.members.get(id) }, place)
  }

  async #open(event: MouseEvent): Promise<void> {
    const { at, x, y } = this.#pressed
    const reach = Math.max(Math.abs(event.clientX - x), Math.abs(event.clientY - y))
    if (event.timeStamp - at > CLICK_MS || reach > CLICK_REACH) return
    const { of } = this.#parts.plotted
    const id = this.#under(event)
    const cell = id === null ? null : await cellOf(of, id).catch(() => null)
    if (cell !== null) location.href = `${HOME}/architectures/${cell.hash}?instance=${of.instance}`
  }

  #select({ left, right, top, bottom }: Area): void {
    const { canvas, page } = this.#parts
    const { x, y } = this.#frame
    const across = (at: number) => x[0] + ((x[1] - x[0]) * at) / canvas.clientWidth
    const up = (at: number) => y[1] - ((y[1] - y[0]) * at) / canvas.clientHeight
    page.onSelect([across(left), across(right)], [up(bottom), up(top)])
  }

  #press(event: KeyboardEvent): void {
    const { x, y } = this.#frame
    const frames: Readonly<Record<string, Frame>> = {
      ArrowLeft: { x: moved(x, -KEY_STEP), y },
      ArrowRight: { x: moved(x, KEY_STEP), y },
      ArrowUp: { x, y: moved(y, KEY_STEP) },
      ArrowDown: { x, y: moved(y, -KEY_STEP) },
      '+': this.#zoom(ZOOM),
      '=': this.#zoom(ZOOM),
      '-': this.#zoom(1 / ZOOM),
      '0': this.#whole,
    }
    const frame = frames[event.key]
    if (frame === undefined || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    this.#show(frame)
  }

  #zoom(by: number): Frame {
    return { x: zoomed(this.#frame.x, by), y: zoomed(this.#frame.y, by) }
  }

  #addTools(): void {
    const { host, canvas } = this.#parts
    const tools = document.createElement('div')
    tools.className = 'tools'
    const add = (text: string, act: () => void, label?: string) => {
      const button = document.createElement('button')
      button.type = 'button'
      button.className = 'plain'
      button.textContent = text
      if (label !== undefined) button.setAttribute('aria-label', label)
      button.addEventListener('click', act)
      tools.append(button)
      return button
    }
    const choose = (mode: DragMode) => {
      this.#mode = mode
      canvas.dataset['mode'] = mode
      select.setAttribute('aria-pressed', String(mode === 'select'))
      pan.setAttribute('aria-pressed', String(mode === 'pan'))
    }
    const select = add('Select', () => choose('select'))
    const pan = add('Move', () => choose('pan'))
    add('+', () => this.#show(this.#zoom(ZOOM)), 'Zoom in')
    add('−', () => this.#show(this.#zoom(1 / ZOOM)), 'Zoom out')
    add('Reset view', () => this.#show(this.#whole))
    const hint = document.createElement('span')
    hint.className = 'small'
    hint.textContent = 'Drag to select cells; click one to open it.'
    tools.append(hint)
    host.after(tools)
    choose('select')
  }
}
