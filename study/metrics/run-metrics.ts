import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openReleaseFolder } from '../opened-release.ts'
import {
  type MetricsProblem,
  type MetricsStudy,
  NOISE_TOLERANCES,
  type StudiedMetric,
  studyMetrics,
} from './metrics-study.ts'

/** Prints which quality metric of an instance tells neighbours apart, and where metrics malfunction. */
export async function runMetrics(
  problem: MetricsProblem,
  { release, out }: { readonly release: string; readonly out: string },
  output: { write(text: string): unknown },
): Promise<void> {
  const study = await studyMetrics(await openReleaseFolder(release), problem)
  await mkdir(out, { recursive: true })
  const path = join(out, `${study.instance}-metrics.json`)
  await writeFile(path, `${JSON.stringify(study, null, 2)}\n`)
  output.write(`${metricsPage(study)}\nWritten to ${path}.\n`)
}

const percent = (share: number) => (Number.isNaN(share) ? '–' : `${(100 * share).toFixed(1)} %`)

/** The study as Markdown. */
export function metricsPage(study: MetricsStudy): string {
  const { instance, epochs, release, metrics, architectures, divergedThreshold } = study
  const advice = Object.entries(study.mostDiscerning).map(
    ([split, measure]) => `- Of the ${split} split, \`${measure}\` tells most neighbours apart.`,
  )
  return [
    `Quality metrics of ${instance} at ${epochs} epochs. Release ${release}.`,
    '',
    'Neutral neighbours are those by one graph edit whose predicted means differ by less than a tolerance. The tolerances are a',
    'fortieth of the largest value, as published studies took it, and multiples of the standard deviation between runs. The largest network',
    'is the share of all architectures that a chain of neutral steps connects at one such deviation.',
    '',
    `| metric | noise | neutral at max/40 | ${NOISE_TOLERANCES.map((times) => `at ${times} noise`).join(' | ')} | largest network | cells with a run at or below ${divergedThreshold.toFixed(3)} | cells at the largest class |`,
    `| --- | --- | --- | ${NOISE_TOLERANCES.map(() => '---').join(' | ')} | --- | --- | --- |`,
    ...metrics.map((metric) => rowOf(metric, architectures)),
    '',
    ...(advice.length === 0
      ? ['No metric is named: nothing is predicted with known noise.']
      : advice),
  ]
    .join('\n')
    .concat('\n')
}

function rowOf(
  { measure, noiseDeviation, published, byNoise, diverged, majority }: StudiedMetric,
  architectures: number,
): string {
  const atNoise = byNoise?.[NOISE_TOLERANCES.indexOf(1)]
  const columns = [
    measure,
    noiseDeviation === null ? '–' : noiseDeviation.toPrecision(2),
    percent(published?.share ?? Number.NaN),
    ...NOISE_TOLERANCES.map((_, at) => percent(byNoise?.[at]?.share ?? Number.NaN)),
    atNoise === undefined ? '–' : percent(atNoise.largestNetwork / architectures),
    `${diverged.cells.length} (${diverged.recovered} with a better run)`,
    majority === null ? '–' : `${majority.cells.length}, ${apart(majority.distanceMean)}`,
  ]
  return `| ${columns.join(' | ')} |`
}

function apart(distance: number | null): string {
  return distance === null ? 'no two' : `${distance.toFixed(1)} edits apart`
}
