import { expect, test } from 'vitest'
import { FEATURE_COUNT, featuresOf } from '../../../surrogate/features/features.ts'
import { deviationsAt, drawWorld } from '../../../surrogate/worlds/draw-world.ts'
import { severalWorlds } from '../../../surrogate/worlds/several-worlds.ts'
import { writeRow } from '../../../surrogate/worlds/world-model.ts'
import { testSpace } from '../../support/space.ts'
import { openSmallBudget } from '../../support/world-model.ts'

test('several worlds at once have the same bits as each alone', async () => {
  const budget = await openSmallBudget()
  const draws = [5, 0, 4_294_967_295].map((seed) => drawWorld(budget, seed))
  const several = severalWorlds(budget, draws)
  const ids = [423_623, 7, 200_001, 7]
  const features = featuresOf(await testSpace(), ids)
  const row = new Float64Array(FEATURE_COUNT)
  const out = new Float64Array(budget.measures.length)
  for (const at of ids.keys()) {
    writeRow(budget, features, { at: at * FEATURE_COUNT, out: row })
    const together = several.at(row)
    for (const [world, draw] of draws.entries()) {
      deviationsAt(budget, draw, { row, out })
      expect(together[world]).toStrictEqual(out)
    }
  }
})
