import { expect, it } from 'vitest'
import { measuresOf } from '../../fitness/measure.ts'
import { FEATURE_COUNT, featuresOf } from '../../surrogate/features/features.ts'
import type { FoldData, FoldTask } from '../../training/evaluation/fold.ts'
import { foldsByRow } from '../../training/evaluation/folds.ts'
import { foldsHere, foldsInProcesses } from '../../training/evaluation/run-folds.ts'
import { fitSurrogate } from '../../training/model.ts'
import { normal, randomOf } from '../../training/random.ts'
import { PLAIN_RECIPE } from '../../training/recipe.ts'
import { type TrainingSet, trainingData } from '../../training/training-set.ts'
import { testDistances } from '../support/distances.ts'
import { testGraph } from '../support/landscapes.ts'
import { testSpace } from '../support/space.ts'
import { TEST_INSTANCE, tableOf } from '../training/instance.ts'

const ROWS = 30

async function made(): Promise<{ data: FoldData[]; tasks: FoldTask[] }> {
  const random = randomOf(1, 'run folds')
  const ids = Array.from({ length: ROWS }, (_, at) => at * 14_000)
  const table = tableOf(
    4,
    ids.map((id) => [id, [0.9 + 0.01 * normal(random), Number.NaN, Number.NaN]]),
  )
  const groups = new Int32Array(ROWS).fill(-1)
  const source = { instance: 'made-up', tables: [{ table, groups }] }
  const [set] = trainingData([source], measuresOf(TEST_INSTANCE)).sets as [TrainingSet]
  const features = featuresOf(await testSpace(), ids)
  const parameters = new Float32Array(ROWS)
  return {
    data: [{ set, lower: null, features, featureCount: FEATURE_COUNT, parameters }],
    tasks: foldsByRow({ groups, folds: 2, seed: 1 }).map((split, seed) => ({
      ...split,
      lower: new Int32Array(),
      data: 0,
      seed,
    })),
  }
}

it('gives the same from two processes as from this one', { timeout: 120_000 }, async () => {
  const { data, tasks } = await made()
  const common = {
    instance: TEST_INSTANCE,
    recipe: PLAIN_RECIPE,
    space: await testSpace(),
    graph: await testGraph(),
  }
  const distancesFrom = await testDistances()
  const here = await foldsHere({ ...common, distancesFrom, fitSurrogate })(data, tasks)
  expect(here[0]?.measures[0]?.surrogate.means.length).toBe(ROWS / 2)
  const done: number[] = []
  const there = await foldsInProcesses(2, common)(data, tasks, (count) => void done.push(count))
  expect(there).toEqual(here)
  expect(done).toEqual([1, 2])
})

it('says why a fold failed in its process', { timeout: 120_000 }, async () => {
  const { data, tasks } = await made()
  const common = {
    instance: TEST_INSTANCE,
    recipe: PLAIN_RECIPE,
    space: await testSpace(),
    graph: await testGraph(),
  }
  const wrong = tasks.map((task) => ({ ...task, data: 5 }))
  await expect(foldsInProcesses(1, common)(data, wrong)).rejects.toThrow(
    /A fold failed: .*A task came before its data/s,
  )
})

it('fails with the reason, and leaves nothing unhandled, where a task cannot be sent', {
  timeout: 120_000,
}, async () => {
  const { data, tasks } = await made()
  const common = {
    instance: TEST_INSTANCE,
    recipe: PLAIN_RECIPE,
    space: await testSpace(),
    graph: await testGraph(),
  }
  const children = () =>
    process.getActiveResourcesInfo().filter((name) => name === 'ProcessWrap').length
  const before = children()
  const unhandled: unknown[] = []
  const note = (reason: unknown) => void unhandled.push(reason)
  process.on('unhandledRejection', note)
  const wrong = tasks.map((task) => ({ ...task, cannotBeCloned: () => 1 }))
  await expect(foldsInProcesses(1, common)(data, wrong)).rejects.toThrow(/could not be cloned/)
  await expect.poll(children, { timeout: 60_000 }).toBe(before)
  process.off('unhandledRejection', note)
  expect(unhandled).toEqual([])
})
