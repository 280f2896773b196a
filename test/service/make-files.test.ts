import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterAll, expect, test } from 'vitest'
import { readConfig } from '../../api/http/config.ts'
import { releaseFolders } from '../../api/http/files/release-folders.ts'
import { publishRelease } from '../../db/publish-release.ts'
import { silentReporter } from '../../report/reporter.ts'
import { makeFiles, type ServiceRun } from '../../service/make-files.ts'
import { ServedRelease } from '../../service/served-release.ts'
import { describeDatabases } from '../support/databases.ts'
import { smallSpace } from '../support/exported.ts'
import { testSpace } from '../support/space.ts'
import { ingest, testEvaluations, testPlan } from '../support/test-ingest.ts'
import { until } from '../support/until.ts'

const folder = mkdtempSync(join(tmpdir(), 'eo-nas-bench-make-files-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

describeDatabases('a release whose files are made', (databases) => {
  test('leaves memory as it is stored while the files are made, and is served on', async () => {
    const db = await databases.empty()
    await ingest(db, testPlan(), testEvaluations(0, 5))
    const { id } = await publishRelease(db, await testSpace())
    const served = new ServedRelease()
    await served.load(db, id, { space: await testSpace(), models: [] })
    const stored: WeakRef<object>[] = []
    const read = served.stored.bind(served)
    // A spy would keep what it answered.
    served.stored = async (own) => {
      const release = await read(own)
      if (release !== null) stored.push(new WeakRef(release))
      return release
    }
    const stopping = new AbortController()
    const run: ServiceRun = {
      served,
      reporter: silentReporter,
      signal: stopping.signal,
      closing: [],
    }
    const own = mkdtempSync(join(folder, 'data-'))
    const config = readConfig({ DATA_FOLDER: own, EO_NAS_BENCH_MODELS: join(folder, 'none') })
    const folders = releaseFolders(config.releasesFolder, () => {})
    const space = await smallSpace()
    await makeFiles(db, { config, run, space, folders, landscapes: null, isAlone: true })
    expect(stored).toHaveLength(1)
    await until(async () => {
      // A promise holds its value until the turn after it is settled.
      await setTimeout(50)
      collectGarbage()
      return stored[0]?.deref() === undefined
    }, 120_000)
    stopping.abort()
    for (const close of run.closing) await close()
    expect(served.current?.release.id).toBe(id)
  })
})
