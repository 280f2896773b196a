import { buildApp } from '../../api/http/app.ts'
import { jsonLog } from '../../api/http/log.ts'
import { serve } from '../../api/http/server.ts'
import { DEFAULT_SETTINGS } from '../../api/http/service.ts'
import { predictedServed } from '../../test/support/predicted.ts'
import { KNOWN_HASH } from '../../test/support/served.ts'
import type { Known } from './values.ts'

/** The service as it runs, of a small invented release, without a rate limit. */
export async function fuzzedService(): Promise<{
  url: string
  known: Known
  close(): Promise<void>
}> {
  const served = await predictedServed()
  const { release, space } = served
  // What goes wrong inside is seen from outside; the log of a fuzz is only noise.
  const app = buildApp(
    () => served,
    jsonLog(() => {}),
    { ...DEFAULT_SETTINGS, rateLimit: 0 },
  )
  // The neighbour graph is made at the first request that needs it, and keeps this one process for long.
  const neighbours = `/v1/architectures/${KNOWN_HASH}/neighbours`
  const compared = '/v1/instances/predicted-instance/optima?measure=testAccuracy'
  for (const path of [neighbours, compared]) await app.request(path)
  const { port, close } = await serve(app, { port: 0, host: '127.0.0.1' })
  return {
    url: `http://127.0.0.1:${port}`,
    known: {
      instances: [...release.instances.keys()],
      hashes: [KNOWN_HASH, KNOWN_HASH.toUpperCase(), space.hashOf(0), space.hashOf(1)],
      releases: [release.id, 'latest'],
      surrogates: [...release.surrogates.keys()],
    },
    close,
  }
}
