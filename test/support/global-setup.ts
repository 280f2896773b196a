import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { startTestPostgres } from './postgres-server.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** A Postgres in which databases may be created, or why there is none. */
    postgres: { url: string } | { missing: string }
    /** Folder of the run, removed after the last test. */
    exports: string
  }
}

/** One Postgres and one folder for the whole run, made before the first test and gone after the last. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const exports = mkdtempSync(join(tmpdir(), 'eo-nas-bench-exports-'))
  project.provide('exports', exports)
  const started = await startTestPostgres()
  project.provide(
    'postgres',
    'missing' in started ? { missing: started.missing } : { url: started.url },
  )
  return async () => {
    rmSync(exports, { recursive: true, force: true })
    if (!('missing' in started)) await started.stop()
  }
}
