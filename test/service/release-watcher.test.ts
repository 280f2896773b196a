import { setTimeout } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import type { Database } from '../../db/database.ts'
import { DatabaseAwayError } from '../../db/database-away.ts'
import { migrate } from '../../db/migrate.ts'
import { publishRelease } from '../../db/publish-release.ts'
import { type Watcher, type WatchOptions, watchReleases } from '../../service/release-watcher.ts'
import { describeDatabases } from '../support/databases.ts'
import { ingest, testEvaluations, testPlan } from '../support/test-ingest.ts'
import { until } from '../support/until.ts'

const space = { size: 1000 }
const MINUTES = 10 * 60_000

let watcher: Watcher | undefined
afterEach(() => watcher?.close())

function watch(db: Database, options: Partial<WatchOptions> = {}): string[] {
  const seen: string[] = []
  const onCurrent = async (id: string) => void seen.push(id)
  const silent = { onError() {}, onRefused() {} }
  watcher = watchReleases(db, { onCurrent, ...silent, pollMs: MINUTES, retryMs: 50, ...options })
  return seen
}

async function publish(db: Database, digit: string): Promise<string> {
  await ingest(db, testPlan({ digit }), testEvaluations(0, digit.charCodeAt(0)))
  return (await publishRelease(db, space)).id
}

describeDatabases('watchReleases', (databases) => {
  test('gives the current release at once, and the next at its publication', async () => {
    const db = await databases.empty()
    const first = await publish(db, 'a')
    const seen = watch(db)
    await until(() => seen.length === 1)
    const second = await publish(db, 'b')
    await until(() => seen.length === 2)
    expect(seen).toEqual([first, second])
  })

  test('waits for the first release where there is none', async () => {
    const db = await databases.empty()
    const seen = watch(db)
    await setTimeout(200)
    expect(seen).toEqual([])
    const id = await publish(db, 'a')
    await until(() => seen.length === 1)
    expect(seen).toEqual([id])
  })

  test('tries a release again that could not be loaded', async () => {
    const db = await databases.empty()
    const id = await publish(db, 'a')
    const tries: string[] = []
    const seen: string[] = []
    const onCurrent = async (current: string) => {
      if (tries.push(current) < 3) throw new Error('not now')
      seen.push(current)
    }
    watch(db, { onCurrent })
    await until(() => seen.length === 1)
    expect(tries).toEqual([id, id, id])
    expect(seen).toEqual([id])
  })

  test('tries a release again whose loading does not end in time', async () => {
    const db = await databases.empty()
    const id = await publish(db, 'a')
    const seen: string[] = []
    const errors: unknown[] = []
    let tries = 0
    const onCurrent = async (current: string) => {
      if (++tries === 1) await new Promise(() => {})
      seen.push(current)
    }
    watch(db, { onCurrent, onError: (error) => void errors.push(error), loadMs: 100 })
    await until(() => seen.length === 1)
    expect(seen).toEqual([id])
    expect(errors).toEqual([expect.any(DatabaseAwayError)])
  })

  test('tells of a release that cannot be loaded once for each reason, tries it ever less often, and the next at once', async () => {
    const db = await databases.empty()
    const bad = await publish(db, 'a')
    const events: unknown[] = []
    const tries: number[] = []
    const seen: string[] = []
    const onCurrent = async (current: string) => {
      if (current !== bad) return void seen.push(current)
      tries.push(performance.now())
      throw new Error(tries.length < 4 ? 'damaged' : 'still damaged')
    }
    const onRefused = (id: string, error: unknown) => events.push([id, (error as Error).message])
    const away = { onError: () => events.push('away'), onRecovery: () => events.push('back') }
    watch(db, { onCurrent, onRefused, ...away, pollMs: 10 })
    await until(() => tries.length === 5)
    const waits = tries.slice(1).map((at, before) => at - (tries[before] ?? 0))
    for (const [at, wait] of waits.entries()) expect(wait).toBeGreaterThan(49 * 2 ** at)
    expect(events).toEqual([
      [bad, 'damaged'],
      [bad, 'still damaged'],
    ])
    const good = await publish(db, 'b')
    await until(() => seen.length === 1)
    expect(seen).toEqual([good])
  })

  test('says that a database is away which is lost while a release is loaded, and back once it is loaded', async () => {
    const db = await databases.empty()
    await publish(db, 'a')
    const events: string[] = []
    const onCurrent = async () => {
      if (events.push('try') < 4) throw new DatabaseAwayError('lost')
    }
    watch(db, {
      onCurrent,
      onError: (error) => events.push((error as Error).message),
      onRefused: () => events.push('refused'),
      onRecovery: () => events.push('back'),
    })
    await until(() => events.includes('back'))
    expect(events).toEqual(['try', 'lost', 'try', 'lost', 'try', 'back'])
  })

  test('says when the database says nothing, looks again, and can be closed meanwhile', async () => {
    const db = await databases.open()
    const id = await publish(db, 'a')
    let late = 0
    const close = async () => void late++
    const silence = setTimeout(300, { lost: false, close })
    const errors: unknown[] = []
    const lent = (own: Database): Database => ({ ...own, borrow: () => ({ db: own, giveUp() {} }) })
    const silent = lent({ ...db, listen: () => silence })
    const seen = watch(silent, { timeoutMs: 50, onError: (error) => errors.push(error) })
    await until(() => seen.length === 1 && late === 1)
    expect(seen).toEqual([id])
    await watcher?.close()
    const never = new Promise<never>(() => {})
    const executor = db.kysely.withPlugin({
      transformQuery: ({ node }) => node,
      transformResult: () => never,
    })
    watch(lent({ ...db, kysely: executor }), {
      timeoutMs: 50,
      onError: (error) => errors.push(error),
    })
    await until(() => errors.length > 1)
    expect(errors[0]).toEqual(new DatabaseAwayError('The database has not answered for 50 ms'))
  })

  test.runIf(databases.kind === 'postgres')(
    'notices a release whose notice was lost, and one in a database without tables',
    async () => {
      const location = await databases.locate()
      const db = await databases.openAt(location)
      const other = await databases.openAt(location)
      const own = { ...db, listen: () => Promise.reject(new Error('a replica')) }
      const deaf: Database = { ...own, borrow: () => ({ db: own, giveUp() {} }) }
      const seen = watch(deaf, { pollMs: 50 })
      await setTimeout(200)
      await migrate(other)
      const id = await publish(other, 'a')
      await until(() => seen.length === 1)
      expect(seen).toEqual([id])
    },
  )
})
