import { shown } from '../../shared/format.ts'
import type { Axis } from '../../shared/measures.ts'
import type { Range } from '../../shared/range.ts'
import type { ReplayedCell } from '../../shared/replay.ts'
import { HOME } from '../common/home.ts'

const SIZE = 1000
const FRAME_MS = 90
/** Cells of one distance are spread over this share of a step, so that all can be seen. */
const SPREAD = 0.5

/** A search that was opened, and the plot that it is replayed on. */
export interface Replay {
  readonly cells: readonly ReplayedCell[]
  readonly plot: HTMLElement
  readonly axis: Axis
  readonly instance: string
  /** What a step of the distance is. */
  readonly steps: string
}

function rangeIn(plot: HTMLElement, name: 'xRange' | 'yRange'): Range {
  const [least = 0, most = 1] = (plot.dataset[name] ?? '').split(' ').map(Number)
  return [least, most]
}

const at = (value: number, [least, most]: Range) =>
  Number(((SIZE * (value - least)) / (most - least)).toFixed(1))

/** Where each cell is drawn; null of those that are outside. */
function places({ cells, plot }: Replay): (string | null)[] {
  const [x, y] = [rangeIn(plot, 'xRange'), rangeIn(plot, 'yRange')]
  return cells.map(({ hash, value, distance }) => {
    if (distance === null || value < y[0] || value > y[1]) return null
    const aside = (Number.parseInt(hash.slice(-2), 16) / 255 - 0.5) * SPREAD
    return `${at(distance + (distance === 0 ? 0 : aside), x)} ${SIZE - at(value, y)}`
  })
}

function linkTo(hash: string, instance: string): HTMLElement {
  const link = document.createElement('a')
  link.href = `${HOME}/architectures/${hash}?instance=${instance}`
  const code = document.createElement('code')
  code.textContent = `${hash.slice(0, 12)}…`
  link.append(code)
  return link
}

function away({ distance }: ReplayedCell, steps: string): string {
  if (distance === null) return 'no path to the best'
  return `${distance} ${distance === 1 ? steps.replace(/s$/, '') : steps} from the best`
}

/** What a reader sees of one step. */
function describe({ cells, axis, instance, steps }: Replay, step: number): (Node | string)[] {
  const own = cells[step - 1]
  const best = cells[own?.best ?? 0]
  if (own === undefined || best === undefined) return []
  return [
    `Evaluation ${step} of ${cells.length}: `,
    linkTo(own.hash, instance),
    ` has ${shown(own.value, axis.unit)}, ${away(own, steps)}. Best so far: `,
    linkTo(best.hash, instance),
    ` with ${shown(best.value, axis.unit)}, ${away(best, steps)}, found at evaluation ${own.best + 1}.`,
  ]
}

const MARKS = ['replay-points', 'replay-way', 'replay-now'] as const

/**
 * Draws the cells of a search up to a step, with a slider and a button that plays it.
 * @returns what stops it and takes its marks from the plot
 */
export function drawReplay(place: HTMLElement, replay: Replay): () => void {
  const { cells, plot } = replay
  const drawn = places(replay)
  const outside = drawn.filter((one) => one === null).length
  const path = (name: (typeof MARKS)[number]) => plot.querySelector<SVGPathElement>(`.${name}`)
  const slider = document.createElement('input')
  Object.assign(slider, {
    type: 'range',
    min: '1',
    max: String(cells.length),
    value: String(cells.length),
  })
  const field = document.createElement('label')
  field.className = 'field'
  const title = document.createElement('span')
  title.textContent = 'Replay up to evaluation'
  field.append(title, slider)
  const play = document.createElement('button')
  play.type = 'button'
  play.textContent = 'Play'
  const text = document.createElement('p')
  const show = (step: number) => {
    const points = drawn.slice(0, step).filter((one) => one !== null)
    path('replay-points')?.setAttribute('d', points.map((one) => `M${one}h0`).join(''))
    const bests = [...new Set(cells.slice(0, step).map(({ best }) => best))]
    const way = bests.map((best) => drawn[best] ?? null).filter((one) => one !== null)
    path('replay-way')?.setAttribute('d', way.length < 2 ? '' : `M${way.join('L')}`)
    const now = drawn[step - 1] ?? null
    path('replay-now')?.setAttribute('d', now === null ? '' : `M${now}h0`)
    slider.value = String(step)
    text.replaceChildren(...describe(replay, step))
  }
  let timer = 0
  const stop = () => {
    clearInterval(timer)
    timer = 0
    play.textContent = 'Play'
    place.setAttribute('aria-live', 'polite')
  }
  play.addEventListener('click', () => {
    if (timer !== 0) return stop()
    play.textContent = 'Stop'
    // A reader of the screen would be told of every step.
    place.setAttribute('aria-live', 'off')
    let step = Number(slider.value) >= cells.length ? 0 : Number(slider.value)
    timer = window.setInterval(() => {
      step++
      show(step)
      if (step >= cells.length) stop()
    }, FRAME_MS)
  })
  slider.addEventListener('input', () => {
    stop()
    show(Number(slider.value))
  })
  const notes = document.createElement('p')
  notes.className = 'small'
  notes.textContent = `The line joins the cells that were the best so far. Cells at one distance are spread sideways.${outside === 0 ? '' : ` ${outside} evaluations lie outside of the plot.`}`
  place.replaceChildren(field, play, text, notes)
  show(cells.length)
  return () => {
    stop()
    for (const name of MARKS) path(name)?.setAttribute('d', '')
  }
}
