import { PGlite } from '@electric-sql/pglite'
import { dataDir } from '@electric-sql/pglite-prepopulatedfs'
import { isFilled } from './embedded-folder.ts'
import { COPY_HEADER, type Session } from './session.ts'

const BYTEA_OID = 17
const INT8_OID = 20

/**
 * Opens embedded Postgres on this thread, in a folder, or in memory without one. An empty one begins
 * with a data directory that comes ready: to make one takes three times as long and twice the memory.
 */
export async function pgliteEngine(folder: string | null): Promise<Session> {
  const pglite = await PGlite.create({
    ...(folder === null ? {} : { dataDir: folder }),
    ...(folder !== null && isFilled(folder) ? {} : { loadDataDir: await dataDir() }),
    parsers: {
      [BYTEA_OID]: (hex) => Buffer.from(hex.slice(2), 'hex'),
      [INT8_OID]: Number,
    },
  })
  return {
    get lost() {
      return pglite.closed
    },
    async query(statement, parameters) {
      const { rows, affectedRows } = await pglite.query(statement, [...parameters])
      return { rows, affectedRows: affectedRows ?? 0 }
    },
    async copyIn(statement, chunks) {
      const fromBlob = statement.replace('from stdin', "from '/dev/blob'")
      for await (const chunk of chunks) {
        const blob = new Blob([COPY_HEADER, new Uint8Array(chunk)])
        await pglite.query(fromBlob, [], { blob })
      }
    },
    async copyOut(statement, onChunk) {
      const toBlob = statement.replace('to stdout', "to '/dev/blob'")
      const { blob } = await pglite.query(toBlob)
      if (blob !== undefined) onChunk(new Uint8Array(await blob.arrayBuffer()))
    },
    async listen(channel, onNotice) {
      await pglite.listen(channel, onNotice)
    },
    giveUp() {}, // the only one, in this process
    async close() {
      if (!pglite.closed) await pglite.close()
    },
  }
}
