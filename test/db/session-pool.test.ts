import { expect, test } from 'vitest'
import { pgliteInMemory } from '../../db/pglite-session.ts'
import { SessionPool } from '../../db/session-pool.ts'

test('a pool that is closed refuses those who wait, and whoever comes later', async () => {
  const session = await pgliteInMemory()
  const pool = new SessionPool(() => session, 1)
  const lent = await pool.acquire()
  const waiting = [pool.acquire(), pool.acquire()]
  const settled = expect(Promise.allSettled(waiting)).resolves.toMatchObject(
    waiting.map(() => ({ reason: { message: 'The database was closed.' } })),
  )
  await pool.close()
  await settled
  pool.release(lent)
  await expect(pool.acquire()).rejects.toThrow('The database was closed.')
  await pool.close()
})
