import * as Plot from '@observablehq/plot'
import { parseHTML } from 'linkedom'
import { type DensityFit, densityAt, fitDensities } from '../../landscape/density.ts'
import { persistence } from '../../landscape/persistence.ts'
import { numbersOf, type Row } from '../source-tables.ts'
import { budgetsOf } from './persistence.ts'

// Told apart by readers with a colour vision deficiency too (Okabe, Ito 2008).
const COLOURS = ['#0072b2', '#d55e00', '#009e73']
const STEPS = 200
const PERCENT_MAX = 50

function svgOf(options: Plot.PlotOptions): string {
  const { document } = parseHTML('<!doctype html><html><body></body></html>')
  const plot = Plot.plot({ ...options, document, width: 720, height: 400, marginTop: 40 })
  plot.setAttribute('xmlns', 'http://www.w3.org/2000/svg')
  return `${plot.outerHTML}\n`
}

/** P1: the test accuracies of 100 cells with the three densities of maximum likelihood. */
export function densityChart(hundred: readonly Row[]): string {
  const values = numbersOf(hundred, 'test_accuracy')
  const fits = fitDensities(values)
  const [least, most] = [Math.min(...values), Math.max(...values)]
  const thresholds = 20
  const curve = (fit: DensityFit) =>
    Array.from({ length: STEPS + 1 }, (_, step) => {
      const value = least + ((most - least) * step) / STEPS
      // Of a histogram bin of this width so many cells are expected.
      const cells = (densityAt(fit, value) * values.length * (most - least)) / thresholds
      return { value, cells, density: fit.density }
    })
  const width = (most - least) / thresholds
  const bins = Array.from({ length: thresholds }, (_, at) => {
    const from = least + at * width
    const isIn = (value: number) =>
      Math.min(thresholds - 1, Math.floor((value - least) / width)) === at
    return { from, to: from + width, cells: values.filter(isIn).length }
  })
  return svgOf({
    ariaLabel: 'Test accuracy of 100 cells on So2Sat LCZ-42 at 36 epochs, and fitted densities',
    x: { label: 'test accuracy at 36 epochs' },
    y: { label: 'cells', grid: true },
    color: { domain: fits.map(({ density }) => density), range: COLOURS },
    marks: [
      Plot.rectY(bins, { x1: 'from', x2: 'to', y: 'cells', fill: '#cccccc' }),
      Plot.line(fits.flatMap(curve), { x: 'value', y: 'cells', stroke: 'density', strokeWidth: 2 }),
      ...legend(fits.map(({ density, aic }) => `${density}, AIC ${aic.toFixed(1)}`)),
    ],
  })
}

/** P1: which share of the best and worst N % at 4 epochs stay so at 12, 36 and 108. */
export function persistenceChart(rows: readonly Row[]): string {
  const byBudget = budgetsOf(rows)
  const points = Array.from({ length: PERCENT_MAX }, (_, at) => persistence(byBudget, at + 1))
  const lines = ['positive', 'negative'] as const
  return svgOf({
    ariaLabel: 'Persistence of 72 cells on So2Sat LCZ-42 from 4 to 108 epochs',
    x: { label: 'N, percent of the cells' },
    y: { label: 'share that stays', domain: [0, 1], grid: true },
    color: { domain: [...lines], range: COLOURS },
    marks: [
      Plot.ruleX([25], { stroke: '#999999', strokeDasharray: '4' }),
      Plot.line(
        lines.flatMap((line) =>
          points.map((point) => ({ percent: point.percent, share: point[line], line })),
        ),
        { x: 'percent', y: 'share', stroke: 'line', strokeWidth: 2 },
      ),
      ...legend(lines.map((line) => `${line} persistence`)),
    ],
  })
}

function legend(names: readonly string[]): Plot.Markish[] {
  return names.map((name, at) =>
    Plot.text([name], { frameAnchor: 'top-right', dy: 14 * at - 30, fill: COLOURS[at] ?? 'black' }),
  )
}
