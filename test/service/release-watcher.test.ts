import { setTimeout } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import type { Database } from '../../db/database.ts'
import { DatabaseAwayError } from '../../db/database-away.ts'
import { migrate } from '../../db/migrate.ts'
import { publishRelease } from '../../db/releases.ts'
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
  const onError = () => {}
  watcher = watchReleases(db, { onCurrent, onError, pollMs: MINUTES, retryMs: 50, ...options })
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
    const errors: unknown[] = []
    const seen: string[] = []
    const onCurrent = async (current: string) => {
      if (errors.length < 2) throw new Error('not now')
      seen.push(current)
    }
    watch(db, { onCurrent, onError: (error) => errors.push(error) })
    await until(() => seen.length === 1)
    expect(errors).toEqual([new Error('not now'), new Error('not now')])
    expect(seen).toEqual([id])
  })

  test('says when the database says nothing, looks again, and can be closed meanwhile', async () => {
    const db = await databases.open()
    const id = await publish(db, 'a')
    let late = 0
    const close = async () => void late++
    const silence = setTimeout(300, { lost: false, close })
    const errors: unknown[] = []
    const silent: Database = { ...db, listen: () => silence }
    const seen = watch(silent, { patienceMs: 50, onError: (error) => errors.push(error) })
    await until(() => seen.length === 1 && late === 1)
    expect(seen).toEqual([id])
    await watcher?.close()
    const never = new Promise<never>(() => {})
    const executor = db.kysely.withPlugin({
      transformQuery: ({ node }) => node,
      transformResult: () => never,
    })
    watch({ ...db, kysely: executor }, { patienceMs: 50, onError: (error) => errors.push(error) })
    await until(() => errors.length > 1)
    expect(errors[0]).toEqual(new DatabaseAwayError('The database has not answered for 50 ms'))
  })

  test.runIf(databases.kind === 'postgres')(
    'notices a release whose notice was lost, and one in a database without tables',
    async () => {
      const location = await databases.locate()
      const db = await databases.openAt(location)
      const other = await databases.openAt(location)
      const deaf: Database = { ...db, listen: () => Promise.reject(new Error('a replica')) }
      const seen = watch(deaf, { pollMs: 50 })
      await setTimeout(200)
      await migrate(other)
      const id = await publish(other, 'a')
      await until(() => seen.length === 1)
      expect(seen).toEqual([id])
    },
  )
})
