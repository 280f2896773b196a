import { z } from 'zod'
import * as limits from '../http/limits.ts'
import { operation } from './operation.ts'
import { ARCHITECTURES_MAX } from './schemas/architecture.ts'
import { Limits } from './schemas/limits.ts'

export const getLimits = operation({
  name: 'getLimits',
  method: 'GET',
  path: '/v1/limits',
  summary: 'Get the limits of the service',
  description:
    'How large, deep, long and frequent requests may be, and how many are answered at once. The same numbers are enforced, but for requests from the machine itself, which may come a hundred times as often and take every stream where nothing else is set.',
  input: z.strictObject({}),
  output: Limits,
  errors: [],
  examples: [{ title: 'All limits', input: {} }],
  cache: 'none',
  handle: ({ service }) => {
    const { rateLimit } = service.settings
    return {
      bodyBytesMax: limits.BODY_BYTES_MAX,
      architecturesMax: ARCHITECTURES_MAX,
      trpcCallsMax: limits.TRPC_CALLS_MAX,
      jsonDepthMax: limits.JSON_DEPTH_MAX,
      urlLengthMax: limits.URL_LENGTH_MAX,
      headerBytesMax: limits.HEADER_BYTES_MAX,
      headersMax: limits.HEADERS_MAX,
      headersTimeoutMs: limits.HEADERS_TIMEOUT_MS,
      requestTimeoutMs: limits.REQUEST_TIMEOUT_MS,
      keepAliveTimeoutMs: limits.KEEP_ALIVE_TIMEOUT_MS,
      idleTimeoutMs: limits.IDLE_TIMEOUT_MS,
      connectionsMax: limits.CONNECTIONS_MAX,
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
              heavyUnits: limits.RATE_HEAVY_UNITS,
              streamsMax: limits.STREAMS_OF_CLIENT_MAX,
            },
    }
  },
})
