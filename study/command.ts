import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { ExitCode } from '../report/exit-with.ts'
import { messageOf } from '../report/message-of.ts'
import type { Reporter } from '../report/reporter.ts'
import { replicate } from './replicate/replicate.ts'
import { replicationPage } from './replicate/replication-page.ts'

export interface StudySettings {
  readonly sources: string
  readonly reporter: Reporter
  readonly output: { write(text: string): unknown }
}

const HELP = `npm run study -- replicate [--out FOLDER]

replicate   Compares every published figure with our value and says which reproduce.

--out FOLDER  where replication.md and replication.json are written; default: ./replication
`

/** Runs a study. Exit codes: 0 done, 1 failed, 2 called wrongly. */
export async function runStudyCommand(
  args: readonly string[],
  settings: StudySettings,
): Promise<ExitCode> {
  const { output } = settings
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { out: { type: 'string' }, help: { type: 'boolean' } },
    })
    if (values.help === true) {
      output.write(HELP)
      return 0
    }
    if (positionals.length !== 1 || positionals[0] !== 'replicate') {
      output.write(`Name a study.\n\n${HELP}`)
      return 2
    }
    return await runReplicate(values.out ?? './replication', settings)
  } catch (error) {
    if (!(error instanceof TypeError && 'code' in error)) throw error
    output.write(`${messageOf(error)}\n\n${HELP}`)
    return 2
  }
}

async function runReplicate(
  folder: string,
  { sources, reporter, output }: StudySettings,
): Promise<ExitCode> {
  const label = 'Replicating'
  const replication = await replicate(sources, (_, done, total) =>
    reporter.progress(label, done, total),
  )
  reporter.done(label)
  const page = replicationPage(replication)
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'replication.md'), page)
  await writeFile(join(folder, 'replication.json'), `${JSON.stringify(replication, null, 2)}\n`)
  output.write(`${page}\nWritten to ${join(folder, 'replication.md')} and replication.json.\n`)
  return 0
}
