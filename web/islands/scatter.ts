import type { Axis } from '../shared/measures.ts'
import type { Range } from '../shared/range.ts'
import { addCopyButtons } from './common/copy-buttons.ts'
import { swapPage } from './common/swap-page.ts'
import { addExports } from './scatter/export.ts'
import { openScatter } from './scatter/open-scatter.ts'

const DIGITS = 4

const form = () => document.querySelector<HTMLFormElement>('#view-form')

const field = (name: string) =>
  form()?.elements.namedItem(name) as HTMLInputElement | HTMLSelectElement | null

/** What is brushed goes into the fields of the form, so that the address says it. */
function select(axes: readonly (readonly [string, Range])[]): void {
  for (const [key, [least, most]] of axes) {
    for (const [side, value] of [
      ['min', least],
      ['max', most],
    ] as const) {
      const input = field(`${side}-${key}`)
      if (input !== null) input.value = String(Number(value.toPrecision(DIGITS)))
    }
  }
  form()?.requestSubmit()
}

function axisOf(host: HTMLElement, side: 'x' | 'y'): Axis {
  return JSON.parse(host.dataset[`${side}Axis`] ?? '{}') as Axis
}

let opened = new AbortController()

function start(): void {
  opened.abort()
  opened = new AbortController()
  addCopyButtons()
  const instance = document.querySelector<HTMLElement>('.explorer')?.dataset['instance']
  const host = document.querySelector<HTMLElement>('#scatter')
  if (instance === undefined || host === null) return
  const place = document.querySelector<HTMLElement>('#exports')
  if (place !== null) addExports(place, instance)
  const [x, y] = [axisOf(host, 'x'), axisOf(host, 'y')]
  openScatter(host, {
    of: {
      instance,
      epochs: host.dataset['epochs'] ?? '',
      source: host.dataset['source'] ?? 'auto',
    },
    where: JSON.parse(host.dataset['where'] ?? '[]') as string[],
    x,
    y,
    signal: opened.signal,
    onSelect: (across, up) =>
      select([
        [x.key, across],
        [y.key, up],
      ]),
  }).catch((error: unknown) => {
    const text = document.createElement('p')
    text.className = 'notice'
    text.setAttribute('role', 'alert')
    text.textContent = `The scatter stays a picture: ${error instanceof Error ? error.message : error}`
    host.after(text)
  })
}

start()
swapPage('#view-form', { links: '.chip, .actions .button', onLoad: start })
