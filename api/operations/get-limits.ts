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
    'How large, deep, long and frequent requests may be, and how many are answered at once. The same numbers are enforced, but for requests from the machine itself, which may come a hundred times as often and take every stream where nothing else is set.',
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
