import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Evaluation } from '../../db/evaluation.ts'
import type { Rejection, Source } from '../../ingest/source.ts'
import type { Reporter } from '../../report/reporter.ts'

/** An empty folder that goes away with the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'eo-nas-bench-ingest-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Writes a file and gives its path. */
export function written(folder: string, name: string, content: string | Uint8Array): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

export interface Collected {
  readonly evaluations: Evaluation[]
  readonly rejections: Rejection[]
  readonly positions: number[]
}

/** Everything a source yields. */
export async function collect(source: Source, position?: number): Promise<Collected> {
  const collected: Collected = { evaluations: [], rejections: [], positions: [] }
  const resume =
    position === undefined ? null : { position, accepted: position, rejected: 0, runsSoFar: [] }
  for await (const items of source.records(resume)) {
    for (const item of items) {
      collected.positions.push(item.position)
      if ('evaluation' in item) collected.evaluations.push(item.evaluation)
      else collected.rejections.push(item.rejected)
    }
  }
  return collected
}

/** Keeps the lines it gets. */
export function recordingReporter(): Reporter & { readonly lines: string[] } {
  const lines: string[] = []
  return { lines, info: (line) => void lines.push(line), progress() {}, done() {} }
}
