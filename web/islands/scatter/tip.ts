import type { Outputs } from '../../../client/client.ts'
import { shown, shownDifference } from '../../shared/format.ts'
import { type Axis, answeredValue } from '../../shared/measures.ts'
import { FRONT_WORLDS } from '../../shared/member-level.ts'
import { HOME } from '../common/home.ts'
import type { ColumnsOf } from './columns.ts'

type Lines = readonly (readonly [Axis, number])[]

/** The cell under the pointer. */
interface Pointed {
  readonly id: number
  readonly of: ColumnsOf
  readonly lines: Lines
  /** In how many worlds it is on the front, at most; undefined where that is not known. */
  readonly worlds: number | undefined
}

export type Cell = Outputs['listFitness']['results'][number]

const WAIT_MS = 90
const answers = new Map<string, Promise<Cell | null>>()

/** The answer of the service for one cell by its id. */
export function cellOf({ instance, epochs, source }: ColumnsOf, id: number): Promise<Cell | null> {
  const query = new URLSearchParams({ epochs, source, where: `architectureId=${id}`, limit: '1' })
  const address = `${HOME}/v1/instances/${instance}/architectures?${query}`
  const known = answers.get(address)
  if (known !== undefined) return known
  const asked = fetch(address).then(async (response) => {
    if (!response.ok) throw new Error(`The service answered ${response.status}.`)
    const { results } = (await response.json()) as Outputs['listFitness']
    return results[0] ?? null
  })
  answers.set(address, asked)
  asked.catch(() => answers.delete(address))
  return asked
}

function lineOf(cell: Cell | null, axis: Axis, value: number): string {
  const deviation = cell === null ? null : answeredValue(cell.standardDeviation, axis)
  const spread = deviation === null ? '' : ` ± ${shownDifference(deviation, axis.unit)}`
  return `${axis.label}: ${shown(value, axis.unit)}${spread}`
}

function sourceLine(cell: Cell | null): string {
  if (cell === null) return '…'
  if (cell.source === 'tabular') return `measured, ${cell.runs} run${cell.runs === 1 ? '' : 's'}`
  const { nearestMeasured } = cell
  if (nearestMeasured === null || nearestMeasured === 255) return 'predicted'
  return nearestMeasured === 0
    ? 'predicted; this cell was measured'
    : `predicted, ${nearestMeasured} edit${nearestMeasured === 1 ? '' : 's'} from a measured cell`
}

/** What is said of the cell under the pointer: its values at once, its uncertainty when it comes. */
export class Tip {
  readonly #element = document.createElement('div')
  #id: number | null = null

  constructor(host: HTMLElement) {
    this.#element.className = 'tip'
    this.#element.hidden = true
    host.append(this.#element)
  }

  hide(): void {
    this.#id = null
    this.#element.hidden = true
  }

  show(
    { id, of, lines, worlds }: Pointed,
    place: { readonly left: number; readonly top: number; readonly width: number },
  ): void {
    const isSame = this.#id === id
    this.#id = id
    const element = this.#element
    element.hidden = false
    const isLeft = place.left > place.width / 2
    element.style.left = isLeft ? 'auto' : `${place.left + 14}px`
    element.style.right = isLeft ? `${place.width - place.left + 14}px` : 'auto'
    element.style.top = `${Math.max(4, place.top - 30)}px`
    if (isSame) return
    const more =
      worlds === undefined ? [] : [`on the front in at most ${worlds} of ${FRONT_WORLDS} worlds`]
    this.#write(null, lines, more)
    setTimeout(async () => {
      if (this.#id !== id) return
      const cell = await cellOf(of, id).catch(() => null)
      if (this.#id === id && cell !== null) this.#write(cell, lines, more)
    }, WAIT_MS)
  }

  #write(cell: Cell | null, lines: Lines, more: readonly string[]): void {
    const texts = [
      ...lines.map(([axis, value]) => lineOf(cell, axis, value)),
      sourceLine(cell),
      ...more,
      ...(cell === null ? [] : [`${cell.hash.slice(0, 12)}…, click to open`]),
    ]
    this.#element.replaceChildren(
      ...texts.map((text) => {
        const line = document.createElement('div')
        line.textContent = text
        return line
      }),
    )
  }
}
