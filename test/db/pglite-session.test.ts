import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Worker } from 'node:worker_threads'
import { expect, onTestFinished, test } from 'vitest'
import { pgliteInFolder } from '../../db/pglite-session.ts'

/** The threads that are started while a test runs. */
function startedThreads(): Worker[] {
  const threads: Worker[] = []
  const keep = (thread: Worker) => threads.push(thread)
  process.on('worker', keep)
  onTestFinished(() => void process.off('worker', keep))
  return threads
}

test('an error that ends the thread of the embedded database is that of its queries alone', async () => {
  const unhandled: unknown[] = []
  const keep = (reason: unknown) => unhandled.push(reason)
  process.on('unhandledRejection', keep)
  onTestFinished(() => void process.off('unhandledRejection', keep))
  const threads = startedThreads()
  const folder = mkdtempSync(join(tmpdir(), 'pglite-session-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const session = await pgliteInFolder(folder)
  const asked = session.query('select pg_sleep(60)', [])
  threads[0]?.emit('error', new Error('out of memory'))
  await expect(asked).rejects.toThrow('out of memory')
  expect(session.lost).toBe(true)
  await session.close()
  expect(unhandled).toStrictEqual([])
})
