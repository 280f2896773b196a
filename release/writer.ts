import type { Batch } from './table.ts'

/** Writes one table to one file, batch by batch. */
export interface TableWriter {
  write(batch: Batch): Promise<void> | void
  /** Ends the file; nothing may be written afterwards. */
  finish(): Promise<void> | void
  /** Lets go of what is still open; of nothing where the file is ended. */
  abort(): Promise<void> | void
}
