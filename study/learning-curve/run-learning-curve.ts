import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ExitCode } from '../../report/exit-with.ts'
import type { Reporter } from '../../report/reporter.ts'
import { buildSpace } from '../../space/build-space.ts'
import { buildNeighbourGraph } from '../../space/neighbour-graphs.ts'
import { type Learned, learningCurve, possibleSizes } from './learning-curve.ts'
import { measuredTable, readRows } from './measured-table.ts'

export interface LearningCurveOptions {
  /** Path of a CSV file. */
  readonly table: string
  readonly column: string
  readonly epochs: number
  readonly sizes: readonly number[]
  readonly repeats: number
  readonly out: string
}

const SEED = 1

/** Prints how good surrogates of so many cells of a table are; 1 where it has too few. */
export async function runLearningCurve(
  { table, column, epochs, sizes, repeats, out }: LearningCurveOptions,
  {
    reporter,
    output,
  }: {
    readonly reporter: Reporter
    readonly output: { write(text: string): unknown }
  },
): Promise<ExitCode> {
  const rows = await readRows(table)
  reporter.info('Enumerating the architectures')
  const space = buildSpace()
  const measured = measuredTable(rows, space, { column, epochs })
  const cells = measured.ids.length
  const left = sizes.filter((size) => !possibleSizes(measured, [size]).includes(size))
  if (left.length === sizes.length) {
    output.write(
      `${table} has ${cells} cells at ${epochs} epochs, too few for ${sizes.join(', ')}.\n`,
    )
    return 1
  }
  const label = 'Training on samples'
  const learned = learningCurve(
    { table: measured, space, whole: buildNeighbourGraph(space, 'graph-edit') },
    {
      sizes,
      samplings: ['uniform', 'walks'],
      repeats,
      seed: SEED,
      onProgress: (done, total) => reporter.progress(label, done, total),
    },
  )
  reporter.done(label)
  await mkdir(out, { recursive: true })
  const path = join(out, 'learning-curve.json')
  await writeFile(path, `${JSON.stringify({ column, epochs, cells, learned }, null, 2)}\n`)
  const missing = left.length === 0 ? '' : `Too few cells for ${left.join(', ')}.\n`
  output.write(
    `${column} at ${epochs} epochs, ${cells.toLocaleString('en-GB')} measured cells, ${repeats} samples of each size.\n${missing}\n${learningTable(learned)}\nWritten to ${path}.\n`,
  )
  return 0
}

const NAMES = { uniform: 'uniform sample', walks: 'random walks' } as const

interface Spread {
  readonly mean: number
  readonly deviation: number
}

function spreadOf(values: readonly number[]): Spread {
  const mean = values.reduce((sum, one) => sum + one, 0) / values.length
  const squares = values.reduce((sum, one) => sum + (one - mean) ** 2, 0)
  return { mean, deviation: Math.sqrt(squares / Math.max(1, values.length - 1)) }
}

/** Markdown: the mean over the samples of each size, with their standard deviation for tau. */
export function learningTable(learned: readonly Learned[]): string {
  const groups = new Map<string, Learned[]>()
  for (const one of learned) {
    const key = `${one.sampling} ${one.rows}`
    groups.set(key, [...(groups.get(key) ?? []), one])
  }
  const lines = [...groups.values()].map((own) => {
    const [first] = own
    const tau = spreadOf(own.flatMap((one) => one.tau ?? []))
    const error = spreadOf(own.map((one) => one.error))
    const coverage = spreadOf(own.map((one) => one.coverage))
    return `| ${NAMES[first?.sampling ?? 'uniform']} | ${first?.rows} | ${first?.tested} | ${tau.mean.toFixed(2)} (${tau.deviation.toFixed(2)}) | ${Math.round(50 * (1 + tau.mean))} % | ${(100 * error.mean).toFixed(2)} points | ${Math.round(100 * coverage.mean)} % |`
  })
  return `${[
    '| trained on | cells | tested on | tau (sd) | pairs in the right order | typical error | 80 % intervals hold |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...lines,
  ].join('\n')}\n`
}
