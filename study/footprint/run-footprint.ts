import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { compareFootprints } from '../../landscape/compare-footprints.ts'
import type { Operator } from '../../space/neighbour-graph.ts'
import { openReleaseFolder } from '../opened-release.ts'
import { type ChartSeries, footprintChart } from './footprint-chart.ts'
import { footprintTable } from './footprint-table.ts'
import { type StudiedFootprint, studyFootprint, withWorlds } from './study-footprint.ts'

export interface FootprintOptions {
  /** One for `footprint`, two for `compare`. */
  readonly instances: readonly string[]
  readonly release: string
  readonly epochs: number | undefined
  readonly measure: string
  readonly operator: Operator
  /** How many worlds are drawn. */
  readonly worlds: number
  readonly out: string
}

interface Settings {
  readonly progress: (done: number, total: number) => void
  readonly output: { write(text: string): unknown }
}

/** Prints the footprints of one or two instances, and writes them as JSON and as a chart. */
export async function runFootprint(options: FootprintOptions, settings: Settings): Promise<void> {
  const opened = await openReleaseFolder(options.release)
  const { epochs, measure, operator } = options
  const studied: StudiedFootprint[] = []
  for (const [at, instance] of options.instances.entries()) {
    settings.progress(at, options.instances.length)
    const exact = await studyFootprint(opened, { instance, epochs, measure, operator })
    const { worlds, release } = options
    const onProgress = (done: number, total: number) =>
      settings.progress(at * total + done, options.instances.length * total)
    studied.push(await withWorlds(opened, exact, { worlds, release, onProgress }))
  }
  const columns = studied.flatMap(({ instance, measured, predicted }): ChartSeries[] => [
    ...(measured === null
      ? []
      : [{ name: `${instance}, measured`, footprint: measured.footprint }]),
    ...(predicted === null
      ? []
      : [{ name: `${instance}, predicted mean`, footprint: predicted.footprint }]),
  ])
  const [one, other] = studied.map(({ predicted, measured }) => predicted ?? measured)
  const compared = one && other ? compareFootprints(one.footprint, other.footprint) : null
  const drawn = studied.flatMap(({ instance, worlds }) =>
    worlds === null
      ? []
      : [
          [
            `${instance}, median of ${worlds.worlds} worlds (10 % to 90 %)`,
            worlds.entries,
          ] as const,
        ],
  )
  const exact = columns.map(({ name, footprint }) => [name, footprint] as const)
  const table = footprintTable(Object.fromEntries([...exact, ...drawn]))
  const about = studied.map(
    (each) =>
      `${each.instance}: ${each.measure} at ${each.epochs} epochs, neighbours by ${operator}`,
  )
  const without = studied
    .filter(({ worlds }) => options.worlds > 0 && worlds === null)
    .map(
      ({ instance }) =>
        `No worlds of ${instance} were drawn: surrogate/models does not have the model that predicted this measure in the release.\n`,
    )
  const text = `${about.join('\n')}\nRelease ${studied[0]?.release}.\n\n${table}\n${without.join('')}`
  const name = options.instances.join('-and-')
  await mkdir(options.out, { recursive: true })
  const write = (ending: string, content: string) =>
    writeFile(join(options.out, `${name}.${ending}`), content)
  await write('json', `${JSON.stringify({ footprints: studied, compared }, null, 2)}\n`)
  await write('svg', footprintChart(about.join('; '), columns))
  settings.output.write(
    `${text}\nA predicted mean is smoother than the truth: it has fewer optima and a higher autocorrelation.\nWritten to ${join(options.out, name)}.json and .svg.\n`,
  )
}
