import type { Hono } from 'hono'
import { DistancesInput, distanceValues } from '../../operations/distance-values.ts'
import { DISTANCES_FILE } from '../../operations/downloads.ts'
import { settle } from '../../operations/run-cooperatively.ts'
import type { HttpEnvironment } from '../http.ts'
import { type NumbersServing, serveNumbers } from './serve-numbers.ts'

/** Serves the distances from the best of a landscape under GET and HEAD. */
export function serveDistances(app: Hono<HttpEnvironment>, serving: NumbersServing): void {
  serveNumbers(app, serving, {
    path: DISTANCES_FILE.path,
    input: DistancesInput,
    processorMs: 200,
    bytesOf: async (context, input, env) => settle(await distanceValues(context, input), env),
  })
}
