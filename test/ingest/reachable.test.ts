import { copyFileSync, cpSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { currentInstances } from '../../db/instances.ts'
import { ingestReachable } from '../../ingest/reachable.ts'
import type { Space } from '../../space/space.ts'
import { BUILT_IN } from '../support/built-in.ts'
import { describeDatabases } from '../support/databases.ts'
import { eurosatRows } from '../support/eurosat.ts'
import { sourcesFolder } from '../support/sources.ts'
import { testSpace } from '../support/space.ts'
import { ingest as ingestEvaluations, testEvaluations, testPlan } from '../support/test-ingest.ts'
import { recordingReporter, temporaryFolder, written } from './helpers.ts'

let space: Space
beforeAll(async () => {
  space = await testSpace()
})

describeDatabases('ingestReachable', (databases) => {
  it('loads what the project keeps and says why the rest is absent, with neither folder nor network', async () => {
    const db = await databases.empty()
    const reporter = recordingReporter()
    const summaries = await ingestReachable(db, space, {
      instances: BUILT_IN,
      sourcesFolders: [join(temporaryFolder(), 'sources')],
      reporter,
      // Nothing listens on the discard port of this machine.
      mirror: 'http://127.0.0.1:9/',
    })
    expect(summaries.map(({ source, status }) => [source, status])).toEqual([
      ['cifar10', 'absent'],
      ['ec-nas-bench', 'absent'],
      ['eurosat-rgb', 'loaded'],
      ['so2sat-lcz42', 'absent'],
      ['so2sat-lcz42-landscape-100', 'absent'],
      ['so2sat-lcz42-landscape-72', 'absent'],
    ])
    expect(reporter.lines.at(-3)).toContain('so2sat-lcz42: absent: database_pickle_micro.pickle')
    const loaded = await currentInstances(db.kysely)
    expect(loaded.map(({ instance }) => instance.id)).toEqual(['eurosat-rgb'])
  })

  describe.skipIf(!sourcesFolder)('with the published files', () => {
    const options = () => ({
      instances: BUILT_IN,
      sourcesFolders: [sourcesFolder ?? ''],
      reporter: recordingReporter(),
      offline: true,
    })

    it('loads them all, and finds them unchanged the next time', async () => {
      const db = await databases.empty()
      const first = await ingestReachable(db, space, options())
      expect(first).toEqual([
        { source: 'cifar10', status: 'loaded', accepted: 108, detail: null },
        { source: 'ec-nas-bench', status: 'loaded', accepted: 2805, detail: null },
        { source: 'eurosat-rgb', status: 'loaded', accepted: eurosatRows().length, detail: null },
        { source: 'so2sat-lcz42', status: 'loaded', accepted: 450, detail: null },
        { source: 'so2sat-lcz42-landscape-100', status: 'loaded', accepted: 100, detail: null },
        { source: 'so2sat-lcz42-landscape-72', status: 'loaded', accepted: 288, detail: null },
      ])
      const instances = await currentInstances(db.kysely)
      expect(instances.map(({ instance, completeness }) => [instance.id, completeness])).toEqual([
        ['cifar10', 'partial'],
        ['ec-nas-bench', 'complete'],
        ['eurosat-rgb', 'partial'],
        ['so2sat-lcz42', 'complete'],
        ['so2sat-lcz42-landscape-100', 'complete'],
        ['so2sat-lcz42-landscape-72', 'complete'],
      ])
      const second = await ingestReachable(db, space, options())
      expect(new Set(second.map(({ status }) => status))).toEqual(new Set(['unchanged']))
    })

    it('keeps what the database holds where a folder has less of it', async () => {
      const db = await databases.empty()
      const whole = testPlan({ id: 'cifar10' })
      await ingestEvaluations(db, whole, testEvaluations(1, 4))
      const [summary] = await ingestReachable(db, space, options())
      expect(summary).toMatchObject({ source: 'cifar10', status: 'kept' })
      const [cifar10] = await currentInstances(db.kysely)
      expect(cifar10).toMatchObject({ source: 'test-source', accepted: 3 })
    })

    it('reports a corrupt source and loads the others', async () => {
      const db = await databases.empty()
      const folder = temporaryFolder()
      mkdirSync(join(folder, 'so2sat'))
      cpSync(join(sourcesFolder ?? '', 'eo-nas-bench-lcz42/raw'), join(folder, 'so2sat'), {
        recursive: true,
        filter: (path) => !path.endsWith('latency.pickle'),
      })
      written(folder, 'database_pickle_latency.pickle', 'damaged')
      for (const name of ['lcz42_s2_36e_100.csv', 'lcz42_s2_4-12-36-108e_72.csv']) {
        copyFileSync(join(sourcesFolder ?? '', 'lcz42-fitness-landscape', name), join(folder, name))
      }
      written(folder, 'nasbench_full.tfrecord', 'damaged as well')
      const reporter = recordingReporter()
      const summaries = await ingestReachable(db, space, {
        instances: BUILT_IN,
        sourcesFolders: [folder],
        reporter,
        offline: true,
      })
      expect(summaries.map(({ status }) => status)).toEqual([
        'failed',
        'absent',
        'loaded',
        'failed',
        'loaded',
        'loaded',
      ])
      expect(reporter.lines).toContainEqual(
        expect.stringMatching(
          /^so2sat-lcz42: failed: database_pickle_latency.pickle: expected the sha256 22b6d84f/,
        ),
      )
      const instances = await currentInstances(db.kysely)
      expect(instances.map(({ instance }) => instance.id)).toEqual([
        'eurosat-rgb',
        'so2sat-lcz42-landscape-100',
        'so2sat-lcz42-landscape-72',
      ])
    })
  })
})
