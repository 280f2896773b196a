import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fitnessOf, openReleaseFolder } from '../opened-release.ts'
import { frontOf, gridOf, rangeOf } from './trade-off.ts'
import { tradeOffChart } from './trade-off-chart.ts'

export interface TradeOffOptions {
  readonly instance: string
  readonly release: string
  readonly epochs: number | undefined
  readonly measure: string
  readonly cost: string
  readonly out: string
}

const GRID = { columns: 48, rows: 32 }

/** Writes a chart of a measure against a cost over all architectures. @returns path of the SVG */
export async function runTradeOff(options: TradeOffOptions): Promise<string> {
  const { instance, measure, cost, out } = options
  const opened = await openReleaseFolder(options.release)
  const described = await opened.local.getInstance({ instance })
  const epochs = options.epochs ?? described.epochs.at(-1) ?? 0
  const columnsOf = async (source: 'tabular' | 'surrogate') => ({
    x: await fitnessOf(opened, { instance, epochs, measure: cost, source }),
    y: await fitnessOf(opened, { instance, epochs, measure, source }),
  })
  const predicted = await columnsOf('surrogate')
  const measured = await columnsOf('tabular')
  const place = {
    ...GRID,
    x: rangeOf(predicted.x, 0, 0.999),
    y: [rangeOf(predicted.y, 0.001, 1)[0], greatestOf([...predicted.y, ...measured.y])] as const,
  }
  const count = measured.y.filter((value) => !Number.isNaN(value)).length
  const size = opened.space.size.toLocaleString('en')
  const legend = `blue: predictions of all ${size} cells; circles: ${count} measured cells; line: Pareto front of the predictions`
  const svg = tradeOffChart({
    title: `${described.title} at ${epochs} epochs: ${measure} against ${cost}. ${legend}`,
    legend,
    xLabel: `${cost} →`,
    yLabel: `↑ ${measure}`,
    predicted: gridOf(predicted, place),
    measured: gridOf(measured, place),
    front: frontOf(predicted.x, predicted.y),
  })
  const path = join(out, `${instance}.svg`)
  await mkdir(out, { recursive: true })
  await writeFile(path, svg)
  return path
}

function greatestOf(values: readonly number[]): number {
  let greatest = Number.NEGATIVE_INFINITY
  for (const value of values) if (value > greatest) greatest = value
  return greatest
}
