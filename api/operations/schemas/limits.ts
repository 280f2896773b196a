import { z } from 'zod'

const count = (description: string, example: number) =>
  z.int().min(0).meta({ description, example })

const RateLimit = z
  .strictObject({
    units: count('Units that a client has in a window', 60_000),
    windowS: count('Seconds of a window', 60),
    bodyBytesPerUnit: count('Bytes of body that count one unit more', 65_536),
    bodyChunksPerUnit: count('Chunks of body that count one unit more', 1024),
    heavyUnits: count('Units that a heavy operation counts more, at least', 20),
    streamsMax: count('Streamed answers and files at once of one client', 8),
    connectionsMax: count('Connections at once of one client, without a proxy', 256),
    heldBytesMax: count('Bytes of bodies and unsent answers of one client', 33_554_432),
  })
  .meta({ description: 'Limits of one client. A request counts one unit or more' })

/** What the service takes, in the units that the names end with. */
export const Limits = z
  .strictObject({
    bodyBytesMax: count('Bytes of a request body', 8_388_608),
    bodyChunksMax: count('Chunks of a request body', 16_384),
    heldBytesMax: count('Bytes of bodies and unsent answers at once', 134_217_728),
    architecturesMax: count('Architectures in one request, all calls of a batch together', 10_000),
    trpcCallsMax: count('Calls in one tRPC batch', 10),
    jsonDepthMax: count('Arrays and objects within each other', 32),
    jsonContainersMax: count('Arrays and objects of a request', 101_000),
    jsonFieldsMax: count('Fields of all objects of a request', 21_000),
    jsonCommasMax: count('Commas between the values of a request', 600_000),
    urlLengthMax: count('Characters of path and query', 8192),
    headerBytesMax: count('Bytes of request line and headers together', 16_384),
    headersMax: count('Header fields of a request', 100),
    headersTimeoutMs: count('Milliseconds until the headers have come', 10_000),
    requestTimeoutMs: count('Milliseconds until the whole request has come', 60_000),
    keepAliveTimeoutMs: count('Milliseconds between two requests of a connection', 75_000),
    idleTimeoutMs: count('Milliseconds in which an answer moves no byte', 120_000),
    connectionsMax: count('Connections at once', 4096),
    pipelinedMax: count('Requests that wait on one connection', 64),
    heavyMax: count('Heavy operations at once', 2),
    heavyWaitingMax: count('Heavy operations that wait for their turn', 32),
    heavyWaitMsMax: count('Milliseconds that a heavy operation waits', 10_000),
    streamsMax: count('Streamed answers and files at once', 32),
    rateLimit: RateLimit.nullable().meta({ description: 'Null if there is no rate limit' }),
  })
  .meta({ id: 'Limits', description: 'The limits of the service' })
export type Limits = z.infer<typeof Limits>
