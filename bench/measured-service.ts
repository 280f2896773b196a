import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sourcesFolder } from '../test/support/sources.ts'
import { startService } from '../test/support/started-service.ts'

// What of the own environment says which data and which models are measured.
const PASSED_ON = ['DATABASE_URL', 'DATA_FOLDER', 'EO_NAS_BENCH_MODELS'] as const

/**
 * The environment of a service that is measured.
 * @param given that of the benchmark
 * @param folder a new one, used where no other is given
 */
export function measuredEnvironment(
  given: Readonly<Record<string, string | undefined>>,
  folder: string,
): Record<string, string> {
  const passed = PASSED_ON.flatMap((name) => {
    const value = given[name]
    return value === undefined ? [] : [[name, value] as const]
  })
  return {
    DATA_FOLDER: folder,
    EO_NAS_BENCH_SOURCES: sourcesFolder ?? join(folder, 'none'),
    ...Object.fromEntries(passed),
  }
}

/** A service on DATABASE_URL, or on DATA_FOLDER as it is; without either on a new folder. */
export async function measuredService(
  environment: Readonly<Record<string, string>> = {},
): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'eo-nas-bench-bench-'))
  const service = await startService({
    ...measuredEnvironment(process.env, folder),
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
