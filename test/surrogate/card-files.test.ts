import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createCard, findCard, freeVersion, versionsOf } from '../../surrogate/card-files.ts'
import { MODELS_FOLDER } from '../../surrogate/predictor.ts'
import { worldsOfModel } from '../../surrogate/worlds-file.ts'

const instance = 'so2sat-lcz42-landscape-100'
let modelsFolder: string

beforeAll(async () => {
  modelsFolder = await mkdtemp(join(tmpdir(), 'eo-nas-bench-cards-'))
})
afterAll(() => rm(modelsFolder, { recursive: true }))

async function parts() {
  const card = await findCard({ modelsFolder: MODELS_FOLDER, instance, version: '1' })
  if (card === null) throw new Error('The card of the smallest model is missing')
  const worlds = await worldsOfModel({ path: join(MODELS_FOLDER, instance, '1.onnx'), card })
  if (worlds === null) throw new Error('The smallest model has no worlds')
  return { card, files: { onnx: Uint8Array.of(1), nearest: [Uint8Array.of(2)], worlds } }
}

const names = async () => (await readdir(join(modelsFolder, instance))).sort()

test('a version with any file of a model is taken, and nothing is left of what was refused', async () => {
  const { card, files } = await parts()
  const place = { modelsFolder, instance, version: '1' }
  expect(await createCard(place, card, files)).toBe(true)
  const written = ['1.json', '1.nearest.gz', '1.onnx', '1.worlds.gz']
  expect(await names()).toEqual(written)
  await writeFile(join(modelsFolder, instance, '2.nearest.gz'), '')
  expect(await createCard({ ...place, version: '2' }, card, files)).toBe(false)
  expect(await names()).toEqual([...written, '2.nearest.gz'])
  const versions = await versionsOf(place)
  expect(versions).toEqual(['1', '2'])
  expect(freeVersion(versions)).toBe('3')
})

test('what was written before a file that is in the way is taken back', async () => {
  const { card, files } = await parts()
  const place = { modelsFolder, instance: 'in-the-way', version: '1' }
  await mkdir(join(modelsFolder, place.instance))
  await writeFile(join(modelsFolder, place.instance, 'taken.nearest.gz'), '')
  const nearest = { ...card.model.nearest, file: 'taken.nearest.gz' }
  const other = { ...card, model: { ...card.model, nearest } }
  expect(await createCard(place, other, files)).toBe(false)
  expect(await readdir(join(modelsFolder, place.instance))).toEqual(['taken.nearest.gz'])
})

test('of two that take a version at the same time one gets it whole', async () => {
  const { card, files } = await parts()
  const place = { modelsFolder, instance: 'at-once', version: '1' }
  const both = [1, 2].map((byte) =>
    createCard(place, card, { ...files, onnx: Uint8Array.of(byte) }),
  )
  expect((await Promise.all(both)).sort()).toEqual([false, true])
  expect(await readdir(join(modelsFolder, 'at-once'))).toHaveLength(4)
})
