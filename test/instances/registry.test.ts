import { cpSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { buildApp } from '../../api/http/app.ts'
import { viewRelease } from '../../api/operations/release-view.ts'
import { loadReleaseAs } from '../../db/load-release.ts'
import { publishRelease } from '../../db/publish-release.ts'
import { packPredictions } from '../../fitness/packed-predictions.ts'
import { knownInstances } from '../../ingest/built-in.ts'
import { refuseReserved } from '../../ingest/evaluations/reserved-ids.ts'
import { ingestReachable } from '../../ingest/reachable.ts'
import { describedInstances } from '../../instances/folders.ts'
import { builtInInstances } from '../../instances/registry.ts'
import { readRecipe, readTried } from '../../training/recipe-files.ts'
import { recordingReporter, temporaryFolder, written } from '../ingest/helpers.ts'
import { BUILT_IN } from '../support/built-in.ts'
import { describeDatabases } from '../support/databases.ts'
import { KNOWN_HASH, memoryLog } from '../support/served.ts'
import { testSpace } from '../support/space.ts'

const FOLDERS = join(import.meta.dirname, 'folders')

describe('the built-in instances', () => {
  it('have a recipe that can be read, and notes', () => {
    for (const { id, folder } of BUILT_IN) {
      expect(() => readRecipe(id)).not.toThrow()
      expect(readFileSync(join(folder, 'notes.md'), 'utf8')).toMatch(/^# .+\n/)
    }
    expect(readRecipe('cifar10').data).toEqual(['cifar10-search-logs', 'cifar10'])
    expect(readTried('cifar10').length).toBeGreaterThan(10)
    expect(readTried('no-such-instance')).toEqual([])
  })

  it('are refused where a folder is not named as its instance', () => {
    const root = temporaryFolder()
    cpSync(join(FOLDERS, 'invented'), join(root, 'other'), { recursive: true })
    expect(() => describedInstances(root)).toThrow(/the id is invented; name it "other"/)
  })

  it('are refused where a folder describes no instance', () => {
    const root = temporaryFolder()
    mkdirSync(join(root, 'broken'))
    written(join(root, 'broken'), 'instance.json', '{"instance": {"id": "broken"}}')
    expect(() => describedInstances(root)).toThrow(/broken[\s\S]*title/)
  })
})

describeDatabases('a folder that is added', (databases) => {
  it('is an instance to ingest, to ask for its complexity and to list by its own measures', async () => {
    const space = await testSpace()
    const db = await databases.open()
    const reporter = recordingReporter()
    const instances = await builtInInstances(FOLDERS)
    const [invented] = instances
    expect(instances.map(({ id }) => id)).toEqual(['invented'])
    const summaries = await ingestReachable(db, space, { instances, reporter, sourcesFolders: [] })
    expect(summaries).toEqual([{ source: 'invented', status: 'loaded', accepted: 3, detail: null }])

    const { id } = await publishRelease(db, space)
    const release = viewRelease(await loadReleaseAs(db, id, packPredictions), space)
    const app = buildApp(() => ({ space, release }), memoryLog())
    const json = async (path: string) => {
      const response = await app.request(`/v1/${path}`)
      expect([path, response.status]).toEqual([path, 200])
      return (await response.json()) as Record<string, never>
    }

    // 4 channels and 5 classes: 6 × 9 × 128 and 12 × 513 fewer than So2Sat's 3,825,425 parameters.
    expect(await json(`architectures/${KNOWN_HASH}`)).toMatchObject({
      complexity: { invented: { trainableParameters: 3_825_425 - 6912 - 6156 } },
    })
    expect(await json('instances/invented')).toMatchObject({
      title: 'An invented instance',
      sources: [{ licence: 'CC0-1.0' }, { licence: 'CC0-1.0' }],
    })
    const listed = await json('instances/invented/architectures?sort=memoryG')
    const results = listed['results'] as unknown as { metrics: { memoryG: number } }[]
    expect(results.map(({ metrics }) => metrics.memoryG)).toEqual([10, 20, 30])

    const { instance } = invented ?? {}
    if (instance === undefined) throw new Error('no instance')
    expect(() => refuseReserved('a.json', instance, knownInstances(instances))).toThrow(
      'the instance invented has a source of its own',
    )
    const recipe = readRecipe('invented', FOLDERS)
    expect(recipe.limits[0]).toMatchObject({ splits: ['test'], bound: 0.75 })
    expect(recipe.limitations).toEqual(['All of it is invented.'])
    expect(readTried('invented', FOLDERS)).toHaveLength(1)
  })
})
