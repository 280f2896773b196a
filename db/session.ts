/** What precedes the rows of a binary COPY: its signature, no flags, no extension. */
export const COPY_HEADER = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1')

/** Chunks of whole rows in the binary format of COPY, without its header and trailer. */
export type CopyChunks = AsyncIterable<Uint8Array> | Iterable<Uint8Array>

/** One connection to a database, used by one caller at a time. */
export interface Session {
  /** True once the connection is gone; nothing may be sent through it any more. */
  readonly lost: boolean
  query(statement: string, parameters: readonly unknown[]): Promise<SessionResult>
  copyIn(statement: string, chunks: CopyChunks): Promise<void>
  /** Hands over what a `copy … to stdout` gives, chunk by chunk. */
  copyOut(statement: string, onChunk: (chunk: Uint8Array) => void): Promise<void>
  /** Calls back at each notification on the channel, a plain name, until the session ends. */
  listen(channel: string, onNotice: () => void): Promise<void>
  /**
   * Lost from now on: what was asked fails, and nothing is waited for. One in memory stays.
   * @param why what it fails with, where the session can say more than that it is lost
   */
  giveUp(why?: Error): void
  close(): Promise<void>
}

export interface SessionResult {
  readonly rows: unknown[]
  readonly affectedRows: number
}
