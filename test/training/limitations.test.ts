import { expect, it } from 'vitest'
import { measuresOf } from '../../fitness/measure.ts'
import { limitationsOf } from '../../training/limitations.ts'
import { PLAIN_RECIPE } from '../../training/recipe.ts'
import { trainingData } from '../../training/training-set.ts'
import { testSpace } from '../support/space.ts'
import { TEST_INSTANCE, tableOf } from './instance.ts'

it('limitations say of each measure how few architectures it has', async () => {
  const none = Number.NaN
  const table = tableOf(
    4,
    Array.from({ length: 210 }, (_, at) => [
      at * 2000,
      [0.5, at < 40 ? 0.5 : none, at < 30 ? 60 : none],
    ]),
  )
  const groups = new Int32Array(210).fill(-1)
  const data = trainingData(
    [{ instance: 'made-up', tables: [{ table, groups }] }],
    measuresOf(TEST_INSTANCE),
  )
  const limitations = limitationsOf(data, {
    instance: 'made-up',
    recipe: PLAIN_RECIPE,
    space: await testSpace(),
    trained: { budgets: [], withheld: [], outputs: [] },
  })
  expect(limitations.filter((text) => text.includes('only'))).toEqual([
    'overallAccuracy.test at 4 epochs: only 40 architectures to train on, very few for this space: a rough guess.',
    'trainingTimeS at 4 epochs: only 30 architectures to train on, very few for this space: a rough guess.',
  ])
})
