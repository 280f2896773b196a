import { z } from 'zod'
import { ApiError } from './errors.ts'
import { operation } from './operation.ts'
import { Limits } from './schemas/limits.ts'

export const getLimits = operation({
  name: 'getLimits',
  method: 'GET',
  path: '/v1/limits',
  summary: 'Get the limits of the service',
  description:
    'The limits on the size, depth, duration and rate of requests. The service enforces these numbers. If the rate limit is not set, clients on the same machine have 100 times the units and may open all streams.',
  input: z.strictObject({}),
  output: Limits,
  reads: 'space',
  errors: [],
  examples: [{ title: 'All limits', input: {} }],
  cache: 'none',
  handle: ({ limits }) => {
    if (limits !== null) return limits
    throw new ApiError('request_invalid', 'Files of a release have no limits; ask a service.')
  },
})
