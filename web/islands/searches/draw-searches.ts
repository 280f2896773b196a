import type { TrajectoryHeader } from '../../../search/trajectory.ts'
import type { Band } from '../../shared/anytime.ts'
import { bottomAxisSvg, leftAxisSvg } from '../../shared/axis-svg.ts'
import { shown } from '../../shared/format.ts'
import type { Range } from '../../shared/range.ts'
import { HOME } from '../common/home.ts'

const SIZE = 1000
const HUES = 4

/** Searches of one problem. */
export interface Searches {
  readonly problem: string
  readonly header: TrajectoryHeader
  readonly bands: readonly Band[]
}

function element(tag: string, className: string, text = ''): HTMLElement {
  const made = document.createElement(tag)
  if (className !== '') made.className = className
  made.textContent = text
  return made
}

function rangeOf(bands: readonly Band[]): Range {
  const all = bands
    .flatMap(({ least, most }) => [...least, ...most])
    .filter((one) => !Number.isNaN(one))
  const [low, high] = [Math.min(...all), Math.max(...all)]
  const margin = 0.06 * (high - low) || 0.01
  return [low - margin, high + margin]
}

const at = (value: number, [least, most]: Range) =>
  Number(((SIZE * (value - least)) / (most - least)).toFixed(1))

function line(values: readonly number[], x: Range, y: Range): string {
  return values
    .flatMap((value, step) =>
      Number.isNaN(value) ? [] : [`${at(step + 1, x)} ${SIZE - at(value, y)}`],
    )
    .join('L')
}

function plotSvg(bands: readonly Band[], x: Range, y: Range): string {
  const drawn = bands.map((band, index) => {
    const hue = `hue-${index % HUES}`
    const back = [...line(band.most, x, y).split('L')].reverse().join('L')
    const area =
      band.runs < 2 ? '' : `<path class="band ${hue}" d="M${line(band.least, x, y)}L${back}Z"/>`
    return `${area}<path class="curve ${hue}" d="M${line(band.median, x, y)}"/>`
  })
  return `${drawn.join('')}<path class="front-line" id="step" d=""/>`
}

function unitOf(name: string): string {
  if (/Accuracy$/.test(name)) return 'fraction'
  if (/kappa/i.test(name)) return 'coefficient'
  if (/Ms$/.test(name)) return 'millisecond'
  return /S$/.test(name) ? 'second' : 'count'
}

/** The best cell of each algorithm after so many evaluations. */
function bestRows({ bands, header }: Searches, step: number): HTMLElement[] {
  const name = header.objectives[0]?.name ?? ''
  const isHigher = header.objectives[0]?.direction !== 'minimize'
  return bands.map((band) => {
    const reached = band.curves.map(({ values, hashes }) => ({
      value: values[Math.min(step, values.length) - 1] ?? Number.NaN,
      hash: hashes[Math.min(step, values.length) - 1] ?? '',
    }))
    const [best] = reached
      .filter(({ value }) => !Number.isNaN(value))
      .sort((one, other) => (isHigher ? other.value - one.value : one.value - other.value))
    const row = document.createElement('tr')
    const cells = [
      element('th', '', band.name),
      element('td', 'value', String(band.runs)),
      element(
        'td',
        'value',
        shown(band.median[Math.min(step, band.median.length) - 1] ?? null, unitOf(name)),
      ),
      element('td', 'value', shown(best?.value ?? null, unitOf(name))),
      element('td', ''),
    ]
    cells[0]?.setAttribute('scope', 'row')
    if (best !== undefined && best.hash !== '') {
      const link = document.createElement('a')
      link.href = `${HOME}/architectures/${best.hash}?instance=${header.instance}`
      link.append(element('code', '', `${best.hash.slice(0, 12)}…`))
      cells[4]?.append(link)
    }
    row.append(...cells)
    return row
  })
}

const HEADINGS = ['algorithm', 'searches', 'median so far', 'best so far', 'its cell']

/** Draws anytime curves with their bands, and a slider that replays them. */
export function drawSearches(place: HTMLElement, searches: Searches): void {
  const { bands, header, problem } = searches
  const steps = Math.max(...bands.map(({ median }) => median.length))
  const name = header.objectives[0]?.name ?? ''
  const [x, y]: [Range, Range] = [[0, steps], rangeOf(bands)]
  const axis = { label: name, unit: unitOf(name) }
  const figure = element('div', 'scatter curves')
  // Only numbers of ours and names of measures, which are letters and digits, go into the text.
  const label = name.replaceAll(/[^A-Za-z0-9]/g, '')
  figure.innerHTML = `<p class="axis-name">Best ${label} so far</p>
<svg class="axis-y" width="58" height="100%" aria-hidden="true">${leftAxisSvg(axis, y)}</svg>
<div class="plot"><svg viewBox="0 0 ${SIZE} ${SIZE}" preserveAspectRatio="none" role="img" aria-label="Anytime curves of ${label}">${plotSvg(bands, x, y)}</svg></div>
<svg class="axis-x" width="100%" height="44" aria-hidden="true">${bottomAxisSvg({ label: 'Evaluations', unit: 'count' }, x)}</svg>`
  const legend = element('ul', 'legend')
  for (const [index, band] of bands.entries()) {
    const item = element('li', '')
    item.append(element('span', `key hue-${index % HUES}`), `${band.name}: ${band.runs} searches`)
    legend.append(item)
  }
  const slider = document.createElement('input')
  slider.type = 'range'
  slider.min = '1'
  slider.max = String(steps)
  slider.value = String(steps)
  const output = element('output', '')
  const field = element('label', 'field')
  field.append(element('span', '', 'Replay up to evaluation'), slider, output)
  const table = document.createElement('table')
  const head = document.createElement('tr')
  for (const heading of HEADINGS) {
    const cell = element('th', '', heading)
    cell.setAttribute('scope', 'col')
    head.append(cell)
  }
  const body = document.createElement('tbody')
  table.createTHead().append(head)
  table.append(body)
  const mark = figure.querySelector('#step')
  const replay = () => {
    const step = Number(slider.value)
    output.textContent = `${step} of ${steps}`
    mark?.setAttribute('d', `M${at(step, x)} 0V${SIZE}`)
    body.replaceChildren(...bestRows(searches, step))
  }
  slider.addEventListener('input', replay)
  replay()
  const wide = element('div', 'wide')
  wide.tabIndex = 0
  wide.setAttribute('role', 'region')
  wide.setAttribute('aria-label', 'The best cells so far')
  // It changes with every step of the slider, which says its own value.
  wide.setAttribute('aria-live', 'off')
  wide.append(table)
  place.append(
    element('h2', '', 'How fast they find good cells'),
    element('p', 'small', problem),
    figure,
    legend,
    field,
    wide,
  )
}
