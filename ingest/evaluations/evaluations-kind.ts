import { type SourceInput, type SourceKind, UsageError } from '../source-kind.ts'
import { type EvaluationsInput, evaluationsSource } from './evaluations-source.ts'

const NAMED = { name: 'evaluations', usage: 'TABLE… --instance DESCRIPTION.json' } as const

/** Tables of anybody's own measurements; the only source that does not know its instance itself. */
export const EVALUATIONS: SourceKind = {
  ...NAMED,
  summary: "anybody's own measurements: CSV or JSONL tables (docs/ingest.md)",
  downloads: false,
  openAtStart: null,
  checkInput(input) {
    namedTables(input)
  },
  async open(input, context) {
    return { status: 'found', source: await evaluationsSource(namedTables(input), context) }
  },
}

function namedTables({ files, description }: SourceInput): EvaluationsInput {
  if (files.length === 0) throw new UsageError(NAMED, 'no table is named')
  if (description === null) throw new UsageError(NAMED, 'no description is named')
  return { paths: files, description }
}
