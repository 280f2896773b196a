import { readCondition, selectedBy } from '../../shared/conditions.ts'
import type { Range } from '../../shared/range.ts'
import { type ColumnsOf, loadColumn } from './columns.ts'

/** The cells of a scatter. */
export interface Plotted {
  readonly of: ColumnsOf
  readonly x: Float64Array
  readonly y: Float64Array
  /** Bit 1: is shown; bit 2: was measured; bit 3: can be on the front. */
  readonly kinds: Uint8Array
  /** Ids of the measured cells that are shown. */
  readonly measured: readonly number[]
  /** By x, with the hash. */
  readonly front: readonly (readonly [number, number, string])[]
  /** By the id of a cell: in how many worlds it is on the front, at most. */
  readonly members: ReadonlyMap<number, number>
}

export const SHOWN = 1
export const MEASURED = 2
export const MEMBER = 4

function rangeOf(text: string | undefined): Range {
  const [least = 0, most = 1] = (text ?? '').split(' ').map(Number)
  return [least, most]
}

/** What a drawing without a script shows already, read from its attributes. */
export function axisRanges(host: HTMLElement): { readonly x: Range; readonly y: Range } {
  return { x: rangeOf(host.dataset['xRange']), y: rangeOf(host.dataset['yRange']) }
}

/** Which cells were measured, one byte each by their ids. */
async function measuredCells(host: HTMLElement, of: ColumnsOf, size: number): Promise<Uint8Array> {
  const mask = new Uint8Array(size)
  const { measured, measuredBy } = host.dataset
  if (measuredBy === undefined) {
    for (const id of JSON.parse(measured ?? '[]') as number[]) mask[id] = 1
    return mask
  }
  const table = await loadColumn({ ...of, source: 'tabular' }, measuredBy)
  for (let id = 0; id < size; id++) mask[id] = Number.isNaN(table[id] as number) ? 0 : 1
  return mask
}

/** Loads the columns of a scatter and says which cells are shown. */
export async function loadPlotted(
  host: HTMLElement,
  of: ColumnsOf,
  texts: readonly string[],
): Promise<Plotted> {
  const where = texts.flatMap((text) => readCondition(text) ?? [])
  const [xName = '', yName = ''] = [host.dataset['x'], host.dataset['y']]
  const names = [...new Set([xName, yName, ...where.map(({ name }) => name)])]
  const loaded = await Promise.all(names.map((name) => loadColumn(of, name)))
  const columns = new Map(names.map((name, at) => [name, loaded[at] as Float64Array]))
  const none = new Float64Array()
  const [x, y] = [columns.get(xName) ?? none, columns.get(yName) ?? none]
  const inTable = await measuredCells(host, of, x.length)
  const kinds = selectedBy(where, columns, x.length)
  const measured: number[] = []
  for (let id = 0; id < kinds.length; id++) {
    if (kinds[id] !== SHOWN || Number.isNaN((x[id] as number) + (y[id] as number))) kinds[id] = 0
    else if (inTable[id] === 1) {
      kinds[id] = SHOWN | MEASURED
      measured.push(id)
    }
  }
  const front = JSON.parse(host.dataset['front'] ?? '[]') as Plotted['front']
  const members = new Map(JSON.parse(host.dataset['members'] ?? '[]') as [number, number][])
  for (const id of members.keys()) {
    if (kinds[id] !== 0) kinds[id] = (kinds[id] as number) | MEMBER
  }
  return { of, x, y, kinds, measured, front, members }
}
