import { expect, test } from 'vitest'
import { deviationsInProcesses } from '../../service/world-in-processes.ts'
import { FEATURE_COUNT, featuresOf } from '../../surrogate/features/features.ts'
import { deviationsAt, drawWorld } from '../../surrogate/worlds/draw-world.ts'
import { writeRow } from '../../surrogate/worlds/world-model.ts'
import { testSpace } from '../support/space.ts'
import { until } from '../support/until.ts'
import { openSmallBudget } from '../support/world-model.ts'

test('a world has the same bits in several processes as one architecture at a time', async () => {
  const space = await testSpace()
  const open = await openSmallBudget('test')
  const draw = drawWorld(open, 11)
  const asked = { budget: open, draw }
  const columns = await deviationsInProcesses(asked, space, { processes: 2, size: 1001 })
  const out = new Float64Array(open.measures.length)
  const row = new Float64Array(FEATURE_COUNT)
  for (const id of [0, 1, 499, 500, 501, 1000]) {
    writeRow(open, featuresOf(space, [id]), { at: 0, out: row })
    deviationsAt(open, draw, { row, out })
    for (const [measure, value] of out.entries()) expect(columns[measure]?.[id]).toBe(value)
  }
})

test('its processes end when nobody waits for the world any more', async () => {
  const space = await testSpace()
  const budget = await openSmallBudget('test')
  const asked = { budget, draw: drawWorld(budget, 11) }
  const stopped = new AbortController()
  const { signal } = stopped
  const computed = deviationsInProcesses(asked, space, { processes: 2, signal })
  const started = performance.now()
  setTimeout(() => stopped.abort(new Error('nobody waits')), 200)
  await expect(computed).rejects.toThrow('nobody waits')
  console.log(`ended after ${(performance.now() - started).toFixed(0)} ms`)
  await expect(deviationsInProcesses(asked, space, { signal })).rejects.toThrow('nobody waits')
})

test('when one of its processes fails the others end too', async () => {
  const space = await testSpace()
  const budget = await openSmallBudget('test')
  const asked = { budget, draw: drawWorld(budget, 11) }
  const processes = () =>
    process.getActiveResourcesInfo().filter((resource) => resource === 'ProcessWrap').length
  const before = processes()
  // The second half lies beyond the space; the first takes minutes.
  const computed = deviationsInProcesses(asked, space, { processes: 2, size: 2 * space.size })
  await expect(computed).rejects.toThrow()
  await until(() => processes() === before, 20_000)
})
