import * as Plot from '@observablehq/plot'
import { parseHTML } from 'linkedom'
import { scaledEntry } from '../../landscape/compare-footprints.ts'
import {
  FOOTPRINT_ENTRIES,
  type Footprint,
  type FootprintKey,
} from '../../landscape/footprint-entries.ts'

// Told apart by readers with a colour vision deficiency too (Okabe, Ito 2008).
const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7']

export interface ChartSeries {
  readonly name: string
  readonly footprint: Footprint
}

/**
 * One row an entry, one dot a footprint, all on the scales of `FOOTPRINT_ENTRIES`: 0 at the left.
 * @returns an SVG document
 */
export function footprintChart(title: string, series: readonly ChartSeries[]): string {
  const { document } = parseHTML('<!doctype html><html><body></body></html>')
  const dots = series.flatMap(({ name, footprint }) =>
    (Object.keys(FOOTPRINT_ENTRIES) as FootprintKey[]).flatMap((key) => {
      const scaled = scaledEntry(key, footprint[key])
      return scaled === null ? [] : [{ name, key, scaled }]
    }),
  )
  const plot = Plot.plot({
    document,
    width: 720,
    height: 480,
    marginLeft: 170,
    marginTop: 20 + 14 * series.length,
    ariaLabel: title,
    x: { label: 'on the scale of the entry', domain: [0, 1], grid: true },
    y: { label: null, domain: Object.keys(FOOTPRINT_ENTRIES) },
    color: { domain: series.map(({ name }) => name), range: COLOURS },
    marks: [
      Plot.dot(dots, { x: 'scaled', y: 'key', fill: 'name', r: 6 }),
      ...series.map(({ name }, at) =>
        Plot.text([name], {
          frameAnchor: 'top-right',
          dy: 14 * at - 30,
          fill: COLOURS[at] ?? 'black',
        }),
      ),
    ],
  })
  plot.setAttribute('xmlns', 'http://www.w3.org/2000/svg')
  return plot.outerHTML
}
