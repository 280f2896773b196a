import type { Socket } from 'node:net'
import { Readable, type Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import postgres from 'postgres'
import { DatabaseAwayError } from './database-away.ts'
import { postgresSocket, type ServerAddress } from './postgres-socket.ts'
import { COPY_HEADER, type CopyChunks, type Session } from './session.ts'

const CLOSE_TIMEOUT_S = 5
const INT8_OID = 20
const FLOAT8_ARRAY_OID = 1022

// One client with one connection each: postgres.js' own pool hands a reserved connection that the
// server closed to the next caller, which ends the process with an uncaught error.
export function postgresSession(url: string): Session {
  let lost = false
  let onNotice = () => {}
  let connected: Socket | undefined
  // Both left out of postgres.js' types.
  const untypedOptions = {
    onnotify: () => onNotice(),
    socket: (address: ServerAddress) =>
      postgresSocket(address).then(
        (socket) => {
          connected = socket
          return socket
        },
        (error: unknown) => {
          lost = true
          throw error
        },
      ),
  }
  const client = postgres(url, {
    max: 1,
    max_lifetime: null,
    idle_timeout: 0,
    connection: { application_name: 'eo-nas-bench' },
    onnotice: () => {},
    ...untypedOptions,
    onclose: () => {
      lost = true
    },
    types: {
      // 2 ** 53 is far above any count, size or position here.
      bigint: { to: INT8_OID, from: [INT8_OID], parse: Number, serialize: String },
      // Its own parser makes NaN of the NULLs in an array of numbers.
      doubles: {
        to: FLOAT8_ARRAY_OID,
        from: [FLOAT8_ARRAY_OID],
        parse: parseDoubles,
        serialize: String,
      },
    },
  })

  // It would connect anew by itself, in the middle of what the caller takes for a transaction.
  function assertAlive(): void {
    if (!lost) return
    throw new DatabaseAwayError(
      'The connection to Postgres was lost; is the server running? Try again.',
    )
  }

  return {
    get lost() {
      return lost
    },
    async query(statement, parameters) {
      assertAlive()
      const result = await client.unsafe(statement, parametersOf(parameters))
      return { rows: [...result], affectedRows: result.count ?? 0 }
    },
    async copyIn(statement, chunks) {
      assertAlive()
      const query = client.unsafe(statement)
      const stream = await query.writable()
      const failure = rejectionOf(query)
      await Promise.race([pipeline(Readable.from(framed(chunks)), stream as Writable), failure])
    },
    async copyOut(statement, onChunk) {
      assertAlive()
      const stream = await client.unsafe(statement).readable()
      try {
        for await (const chunk of stream) onChunk(chunk)
      } finally {
        // postgres.js leaves the socket paused where the last bytes came in one piece with the end.
        stream._read(0)
      }
    },
    async listen(channel, callback) {
      assertAlive()
      onNotice = callback
      await client.unsafe(`listen ${channel}`)
    },
    giveUp() {
      lost = true
      // postgres.js only says good-bye, which a server that is gone never takes.
      const destroy = () => connected?.destroy()
      client.end({ timeout: 0 }).then(destroy, destroy)
    },
    async close() {
      await client.end({ timeout: lost ? 0 : CLOSE_TIMEOUT_S })
    },
  }
}

function parseDoubles(text: string): (number | null)[] {
  const elements = text.slice(1, -1)
  if (elements === '') return []
  return elements.split(',').map((element) => (element === 'NULL' ? null : Number(element)))
}

// One message for the header and the first rows: a small one of its own would wait for an answer.
async function* framed(chunks: CopyChunks): AsyncGenerator<Uint8Array> {
  let first = true
  for await (const chunk of chunks) {
    yield first ? Buffer.concat([COPY_HEADER, chunk]) : chunk
    first = false
  }
  if (first) yield COPY_HEADER
}

// postgres.js types parameters more narrowly than what its serializers accept.
function parametersOf(parameters: readonly unknown[]): postgres.ParameterOrJSON<never>[] {
  return parameters as postgres.ParameterOrJSON<never>[]
}

// An error after the last byte of a COPY (a violated key, say) reaches only `reject` of the query,
// whose promise is settled by then; without this the stream would wait forever.
function rejectionOf(query: object): Promise<never> {
  return new Promise((_resolve, reject) => {
    Object.assign(query, { reject })
  })
}
