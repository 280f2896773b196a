/** An ingest that must not begin, or go on; the message says why and what to do. */
export class IngestRefusedError extends Error {
  override readonly name = 'IngestRefusedError'
}
