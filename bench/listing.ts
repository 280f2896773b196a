import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sourcesFolder } from '../test/support/sources.ts'
import { startService } from '../test/support/started-service.ts'
import { measureListing } from './listing/measure.ts'
import { machineLine } from './machine.ts'

// Listings, fronts and statistics of the running service over loopback, from a client in this process.
// DATABASE_URL or DATA_FOLDER (used as they are) spare the first start of the service.

console.log(machineLine())
const folder = await mkdtemp(join(tmpdir(), 'eo-nas-bench-bench-'))
const database = process.env['DATABASE_URL']
const service = await startService({
  DATA_FOLDER: process.env['DATA_FOLDER'] ?? folder,
  EO_NAS_BENCH_SOURCES: sourcesFolder ?? join(folder, 'none'),
  ...(database === undefined ? {} : { DATABASE_URL: database }),
})
try {
  await measureListing(service.url)
} finally {
  await service.stop()
  await rm(folder, { recursive: true, force: true })
}
