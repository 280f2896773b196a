import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sourcesFolder } from '../test/support/sources.ts'
import { startService } from '../test/support/started-service.ts'

/** A service on DATABASE_URL, or on DATA_FOLDER as it is; without either on a new folder. */
export async function measuredService(
  environment: Readonly<Record<string, string>> = {},
): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'eo-nas-bench-bench-'))
  const database = process.env['DATABASE_URL']
  const service = await startService({
    DATA_FOLDER: process.env['DATA_FOLDER'] ?? folder,
    EO_NAS_BENCH_SOURCES: sourcesFolder ?? join(folder, 'none'),
    ...(database === undefined ? {} : { DATABASE_URL: database }),
    ...environment,
  })
  return {
    url: service.url,
    async stop() {
      await service.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
