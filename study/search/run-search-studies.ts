import { appendFile, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { evaluatorOf } from '../../client/evaluator.ts'
import { openRelease } from '../../client/index.ts'
import type { SearchSource } from '../../search/evaluator.ts'
import {
  EVALUATIONS,
  type InitialisationRow,
  POPULATION,
  studyInitialisation,
} from '../initialisation/initialisation-study.ts'
import { openReleaseFolder } from '../opened-release.ts'
import { type SearchStudy, studySearch } from './search-study.ts'
import { winnersSection } from './winners.ts'
import { winnersOf } from './winners-of-study.ts'

export interface SearchStudyCall {
  readonly instance: string
  readonly release: string
  readonly measure: string
  readonly source: SearchSource
  readonly epochs: number | undefined
  readonly runs: number
  /** Worlds that are drawn whole, to compare the winners with. */
  readonly worlds: number
  /** Undefined for that of the study. */
  readonly evaluations: number | undefined
  readonly out: string
}

export interface Shown {
  readonly output: { write(text: string): unknown }
  progress(done: number, total: number): void
}

const EVALUATIONS_OF_SEARCH = 500

/** Compares the algorithms; writes all trajectories and a table. */
export async function runSearchStudy(call: SearchStudyCall, shown: Shown): Promise<void> {
  const opened = await openReleaseFolder(call.release)
  const evaluator = evaluatorOf(opened.local)
  await mkdir(call.out, { recursive: true })
  const trajectories = join(call.out, `search-${call.instance}.jsonl`)
  await writeFile(trajectories, '')
  // One after the other: large texts that are appended together mix in the file.
  let written = Promise.resolve()
  const { epochs, evaluations = EVALUATIONS_OF_SEARCH, worlds, ...rest } = call
  const study = await studySearch(
    evaluator,
    { ...rest, evaluations, ...(epochs === undefined ? {} : { epochs }) },
    (done, total, jsonl) => {
      shown.progress(done, total)
      written = written.then(() => appendFile(trajectories, jsonl))
    },
  )
  await written
  const winners =
    call.source === 'world'
      ? await winnersOf(opened, study, { worlds, release: call.release, shown })
      : null
  const page =
    winners === null ? searchPage(study) : `${searchPage(study)}\n${winnersSection(winners)}`
  await writeFile(join(call.out, `search-${call.instance}.md`), page)
  shown.output.write(`${page}\nTrajectories are in ${trajectories}.\n`)
}

function searchPage({ instance, measure, source, runs, evaluations, algorithms }: SearchStudy) {
  const rows = algorithms.map(({ name, quartiles, meanRank, a12, pHolm }) => {
    const shown = quartiles.map((cost) => Math.abs(cost).toPrecision(5))
    return `| ${name} | ${shown[1]} | ${shown[0]} to ${shown[2]} | ${meanRank.toFixed(2)} | ${a12.toFixed(2)} | ${pHolm.toPrecision(2)} |`
  })
  return `# Search on ${instance}

${runs} runs of ${evaluations} evaluations each; source ${source}; ${measure} of the best architecture.

| algorithm | median | quartiles | mean rank | A12 against random search | p (rank-sum, Holm) |
| --- | --- | --- | --- | --- | --- |
${rows.join('\n')}
`
}

/** Repeats the initialisation study with both policies for invalid cells; writes a table. */
export async function runInitialisationStudy(call: SearchStudyCall, shown: Shown): Promise<void> {
  const local = await openRelease(call.release)
  const { instance, epochs, evaluations = EVALUATIONS } = call
  const source = call.source === 'world' ? 'surrogate' : call.source
  const rows = await studyInitialisation(
    evaluatorOf(local),
    {
      instance,
      measure: call.measure,
      source: call.source,
      runs: call.runs,
      evaluations,
      ...(epochs === undefined ? {} : { epochs }),
      centroids: async (seed) =>
        (
          await local.getInitialPopulation({
            instance,
            seed,
            size: POPULATION,
            measure: call.measure,
            source,
          })
        ).results,
    },
    shown.progress,
  )
  const page = initialisationPage(call, evaluations, rows)
  await mkdir(call.out, { recursive: true })
  const path = join(call.out, `initialisation-${instance}.md`)
  await writeFile(path, page)
  shown.output.write(`${page}\nWritten to ${path}.\n`)
}

function initialisationPage(
  { instance, measure, source, runs, epochs }: SearchStudyCall,
  evaluations: number,
  rows: readonly InitialisationRow[],
): string {
  const p = (value: number | null) => (value === null ? '' : value.toPrecision(2))
  const lines = rows.map(
    (row) =>
      `| ${row.algorithm} | ${row.policy} | ${row.start} | ${row.initialMean.toFixed(4)} | ${p(row.pInitial)} | ${row.finalMean.toFixed(4)} | ${p(row.pFinal)} |`,
  )
  return `# Initialisation by centroids on ${instance}

${runs} runs of ${evaluations} evaluations each, repeats charged; ${measure}${epochs === undefined ? '' : ` at ${epochs} epochs`}, source ${source}.
The p-values are of two-sided rank-sum tests of centroids against the start in the row, without correction.

| algorithm | invalid cells | start | first population | p | best at the end | p |
| --- | --- | --- | --- | --- | --- | --- |
${lines.join('\n')}
`
}
