import { ARCHITECTURES_MAX } from '../operations/schemas/architecture.ts'
import type { Limits } from '../operations/schemas/limits.ts'
import * as limits from './limits.ts'
import type { Settings } from './service.ts'

/** The limits that are enforced, as `getLimits` tells them. */
export function statedLimits({ rateLimit }: Settings): Limits {
  return {
    bodyBytesMax: limits.BODY_BYTES_MAX,
    bodyChunksMax: limits.BODY_CHUNKS_MAX,
    heldBytesMax: limits.HELD_BYTES_MAX,
    architecturesMax: ARCHITECTURES_MAX,
    trpcCallsMax: limits.TRPC_CALLS_MAX,
    jsonDepthMax: limits.JSON_DEPTH_MAX,
    jsonContainersMax: limits.JSON_CONTAINERS_MAX,
    jsonFieldsMax: limits.JSON_FIELDS_MAX,
    jsonCommasMax: limits.JSON_COMMAS_MAX,
    urlLengthMax: limits.URL_LENGTH_MAX,
    headerBytesMax: limits.HEADER_BYTES_MAX,
    headersMax: limits.HEADERS_MAX,
    headersTimeoutMs: limits.HEADERS_TIMEOUT_MS,
    requestTimeoutMs: limits.REQUEST_TIMEOUT_MS,
    keepAliveTimeoutMs: limits.KEEP_ALIVE_TIMEOUT_MS,
    idleTimeoutMs: limits.IDLE_TIMEOUT_MS,
    connectionsMax: limits.CONNECTIONS_MAX,
    pipelinedMax: limits.PIPELINED_MAX,
    heavyMax: limits.HEAVY_MAX,
    heavyWaitingMax: limits.HEAVY_WAITING_MAX,
    heavyWaitMsMax: limits.HEAVY_WAIT_MS_MAX,
    streamsMax: limits.STREAMS_MAX,
    rateLimit:
      rateLimit === 0
        ? null
        : {
            units: rateLimit ?? limits.RATE_UNITS,
            windowS: limits.RATE_WINDOW_S,
            bodyBytesPerUnit: limits.RATE_BODY_BYTES,
            bodyChunksPerUnit: limits.RATE_BODY_CHUNKS,
            heavyUnits: limits.RATE_HEAVY_UNITS,
            streamsMax: limits.STREAMS_OF_CLIENT_MAX,
            connectionsMax: limits.CONNECTIONS_OF_CLIENT_MAX,
            heldBytesMax: limits.HELD_BYTES_OF_CLIENT_MAX,
          },
  }
}
