import type { TestProject } from 'vitest/node'
import { startTestPostgres } from './postgres-server.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** A Postgres in which databases may be created, or why there is none. */
    postgres: { url: string } | { missing: string }
  }
}

/** One Postgres for the whole run, made before the first test and stopped after the last. */
export async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const started = await startTestPostgres()
  if ('missing' in started) {
    project.provide('postgres', { missing: started.missing })
    return undefined
  }
  project.provide('postgres', { url: started.url })
  return started.stop
}
