import type { Config } from '../api/http/config.ts'
import type { Database } from '../db/database.ts'
import { openSpace } from '../db/space-file.ts'
import { messageOf } from '../report/message-of.ts'
import type { Reporter } from '../report/reporter.ts'
import type { Space } from '../space/space.ts'

/** What a server needs before it can answer. */
export interface Opening {
  readonly space: Promise<Space>
  readonly database: Promise<Database>
  /** To be tried where the first attempt failed. */
  openAgain(): Promise<Database>
}

/**
 * Begins to open the space of the data folder, which a first start builds, and the database. Whoever
 * awaits them gets what goes wrong.
 * @param joins until then this thread has other things to do, and others build the space alone
 */
export async function beginOpening(
  config: Config,
  reporter: Reporter,
  joins?: Promise<unknown>,
): Promise<Opening> {
  const space = openSpace(config.dataFolder, {
    joins,
    onProgress: (done, total) => reporter.progress('Enumerating architectures', done, total),
    onUnwritable: (error) =>
      reporter.info(`The space is not kept, later starts take longer: ${messageOf(error)}`),
  })
  space.catch(() => {})
  const { databaseUrl, dataFolder } = config
  // Loaded after the threads of the space have begun.
  const { openDatabase } = await import('../db/database.ts')
  const open = () =>
    openDatabase(databaseUrl === null ? { folder: dataFolder } : { url: databaseUrl })
  const database = open()
  database.catch(() => {})
  return { space, database, openAgain: open }
}
