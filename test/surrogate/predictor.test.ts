import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Space } from '../../space/space.ts'
import { featuresOf } from '../../surrogate/features/features.ts'
import {
  loadSurrogates,
  nearestOf,
  openPredictor,
  predictAll,
  type SurrogateModel,
} from '../../surrogate/predictor.ts'
import { roundedTo } from '../../surrogate/rounding.ts'
import { testSpace } from '../support/space.ts'
import { writeTinySurrogate } from '../support/tiny-surrogate.ts'

const folder = mkdtempSync(join(tmpdir(), 'eo-nas-bench-predictor-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

// More than one batch, and none that is full.
const SIZE = 2500

let model: SurrogateModel
let space: Space
beforeAll(async () => {
  await writeTinySurrogate(folder, SIZE)
  const { models } = await loadSurrogates(folder)
  model = models[0] as SurrogateModel
  space = Object.create(await testSpace(), { size: { value: SIZE } })
})

test('a model whose distances are missing or damaged is refused, and says which file', async () => {
  const path = join(folder, model.instance.id, '1.nearest.gz')
  const bytes = readFileSync(path)
  for (const damage of [() => rmSync(path), () => writeFileSync(path, bytes.subarray(0, 40))]) {
    damage()
    const { models, refused } = await loadSurrogates(folder)
    expect(models).toEqual([])
    expect(refused[0]?.reason).toContain(`${path}: the distances cannot be read`)
    writeFileSync(path, bytes)
  }
  expect((await loadSurrogates(folder)).models).toHaveLength(1)
})

test('the predictions of the space are those of the model, rounded to 14 and 8 bits', async () => {
  const [table] = await predictAll(model, space)
  const predictor = await openPredictor(model)
  const ids = Int32Array.from({ length: SIZE }, (_, id) => id)
  const [nearest] = await nearestOf(model, SIZE)
  const distances = Float32Array.from(ids, (id) => nearest?.[id] as number)
  const own = await predictor.predict(featuresOf(space, ids), distances)
  await predictor.close()
  const rounded = (bits: number, values: Float32Array) => values.map((v) => roundedTo(bits, v))
  expect(table?.means).toEqual([rounded(14, own.means)])
  expect(table?.standardDeviations).toEqual([rounded(8, own.standardDeviations)])
  expect(table?.means).not.toEqual([own.means])
})
