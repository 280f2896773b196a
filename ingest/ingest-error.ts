import type { IngestPlan } from '../db/ingest-plan.ts'
export interface IngestFault {
  readonly file: string
  /** 'line 12', 'byte 1234', 'record 5 at byte 1234'; null when it concerns the whole file. */
  readonly where: string | null
  readonly reason: string
  /** What to do about it, as a sentence. */
  readonly fix: string
}

/** An upstream file is damaged, missing or not what it claims to be: the ingest stops. */
export class IngestError extends Error implements IngestFault {
  override readonly name = 'IngestError'
  readonly file: string
  readonly where: string | null
  readonly reason: string
  readonly fix: string

  constructor(fault: IngestFault, options?: ErrorOptions) {
    const place = fault.where === null ? fault.file : `${fault.file}, ${fault.where}`
    super(`${place}: ${fault.reason}. ${fault.fix}`, options)
    this.file = fault.file
    this.where = fault.where
    this.reason = fault.reason
    this.fix = fault.fix
  }
}

export function noRecord({ files }: IngestPlan): IngestError {
  return new IngestError({
    file: files.map(({ name }) => name).join(', '),
    where: null,
    reason: 'there is no record in it',
    fix: 'Give files with at least one record.',
  })
}
