import type { IngestPlan } from '../db/ingest-plan.ts'
import { IngestError } from './ingest-error.ts'

export function noRecord({ files }: IngestPlan): IngestError {
  return new IngestError({
    file: files.map(({ name }) => name).join(', '),
    where: null,
    reason: 'there is no record in it',
    fix: 'Give files with at least one record.',
  })
}
