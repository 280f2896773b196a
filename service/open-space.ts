import type { Config } from '../api/http/config.ts'
import { openSpace } from '../db/space-file.ts'
import { messageOf } from '../report/message-of.ts'
import type { Reporter } from '../report/reporter.ts'
import type { Space } from '../space/space.ts'

/**
 * The space of the data folder, which a first start builds.
 * @param joins until then other threads build it alone
 */
export function openServiceSpace(
  { dataFolder }: Pick<Config, 'dataFolder'>,
  reporter: Reporter,
  joins?: Promise<unknown>,
): Promise<Space> {
  return openSpace(dataFolder, {
    joins,
    onProgress: (done, total) => reporter.progress('Enumerating architectures', done, total),
    onUnwritable: (error) =>
      reporter.info(`The space is not kept, later starts take longer: ${messageOf(error)}`),
  })
}
