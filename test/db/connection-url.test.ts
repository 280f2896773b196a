import { expect, test } from 'vitest'
import { connectionUrl } from '../../db/connection-url.ts'
import { openDatabase } from '../../db/database.ts'
import { describeDatabases } from '../support/databases.ts'

test.each([
  ['postgres://me:secret/word@host/db', 'it cannot be read'],
  ['mysql://me:secret@host/db', 'it begins with mysql:'],
  ['host=localhost dbname=secret', 'it cannot be read'],
])(
  '%s is refused by the name of the setting, and its password is not repeated',
  async (url, why) => {
    const failure = await openDatabase({ url }).catch((error: unknown) => String(error))
    expect(failure).toContain(`DATABASE_URL is no address of a Postgres server: ${why}`)
    expect(failure).not.toContain('secret')
  },
)

test('an address without settings of libpq stays as it is', () => {
  const url = 'postgresql://me:p%2Fw@host:5433/db?sslmode=require'
  expect(connectionUrl(url)).toBe(url)
})

test.each([
  ['postgres://me:p@one:5432,two:5433/db', 'postgres://me:p@one:5432,two:5433/db'],
  ['postgres://one,two/db?sslsni=1&connect_timeout=3', 'postgres://one,two/db?connect_timeout=3'],
])('of several servers, %s becomes %s', (url, address) => {
  expect(connectionUrl(url)).toBe(address)
})

describeDatabases('openDatabase', (databases) => {
  test.runIf(databases.kind === 'postgres')(
    'takes an address with channel_binding, as hosted Postgres shows it',
    async () => {
      const location = await databases.locate()
      if (!('url' in location)) throw new Error('no address')
      const url = new URL(location.url)
      url.searchParams.set('channel_binding', 'require')
      const db = await openDatabase({ url: url.href })
      await db.close()
    },
  )
})
