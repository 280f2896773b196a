import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ExitCode } from '../../report/exit-with.ts'
import type { Reporter } from '../../report/reporter.ts'
import { buildSpace } from '../../space/build-space.ts'
import { readStudyTable, STUDY_TABLES } from '../source-tables.ts'
import { groundTruth } from './ground-truth.ts'
import { groundTruthPage } from './ground-truth-page.ts'
import { smallCells } from './small-cells.ts'

const OPTIONS = {
  sizes: [100, 200, 450],
  samplings: ['uniform', 'walks'],
  worlds: 16,
  repeats: 20,
  seed: 1,
} as const

interface Settings {
  readonly sources: string
  readonly out: string
  readonly reporter: Reporter
  readonly output: { write(text: string): unknown }
}

/** Prints the table, and writes it as Markdown and JSON; 1 where its source is missing. */
export async function runGroundTruth(settings: Settings): Promise<ExitCode> {
  const { sources, out, reporter, output } = settings
  const rows = await readStudyTable(sources, 'smallCells')
  if (rows === null) {
    output.write(`${STUDY_TABLES.smallCells} is missing in the sources folder ${sources}.\n`)
    return 1
  }
  reporter.info('Enumerating the architectures')
  const cells = smallCells(buildSpace(), rows)
  const label = 'Training on samples'
  const entries = groundTruth(cells, {
    ...OPTIONS,
    onProgress: (done, total) => reporter.progress(label, done, total),
  })
  reporter.done(label)
  const page = `${groundTruthPage(entries)}\n`
  await mkdir(out, { recursive: true })
  await writeFile(join(out, 'ground-truth.md'), page)
  await writeFile(join(out, 'ground-truth.json'), `${JSON.stringify(entries, null, 2)}\n`)
  output.write(`${page}\nWritten to ${join(out, 'ground-truth.md')} and ground-truth.json.\n`)
  return 0
}
