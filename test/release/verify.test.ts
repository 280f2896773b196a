import {
  copyFileSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { verifyRelease } from '../../release/verify.ts'
import { silentReporter } from '../../report/reporter.ts'
import { exportFolder, exportSmall } from '../support/exported.ts'

const NAME = 'test-instance.predictions.parquet'
let folder: string

const exported = exportSmall({ formats: ['parquet'] })
beforeEach(async () => {
  folder = exportFolder()
  const { folder: from } = await exported
  for (const name of readdirSync(from)) copyFileSync(join(from, name), join(folder, name))
})

const problems = async () => (await verifyRelease(folder, silentReporter)).problems

test('a release as it was exported has no problems', async () => {
  expect(await problems()).toStrictEqual([])
})

test('a truncated file is reported with both sizes', async () => {
  const size = readFileSync(join(folder, NAME)).length
  truncateSync(join(folder, NAME), size - 1)
  expect(await problems()).toStrictEqual([
    `${NAME} has ${size - 1} bytes instead of ${size}: it was cut short; download it again.`,
  ])
})

test('a file with one bit altered is reported with both digests', async () => {
  const bytes = readFileSync(join(folder, NAME))
  bytes[100] = (bytes[100] as number) ^ 1
  writeFileSync(join(folder, NAME), bytes)
  const [problem, ...others] = await problems()
  expect(others).toStrictEqual([])
  expect(problem).toMatch(
    /^test-instance\.predictions\.parquet has the sha256 [0-9a-f]{64} instead of [0-9a-f]{64}: it was altered; download it again\.$/,
  )
})

test('a file that grew and a file that is missing are reported', async () => {
  writeFileSync(join(folder, 'LICENCES.md'), 'x'.repeat(100_000))
  rmSync(join(folder, NAME))
  const found = await problems()
  expect(found).toHaveLength(2)
  expect(found.join()).toContain(`${NAME} is missing; download it.`)
  expect(found.join()).toContain('it is not the file of this release')
})

test('a folder without a manifest, or with a damaged one, is refused', async () => {
  writeFileSync(join(folder, 'manifest.json'), '{"format":1')
  await expect(problems()).rejects.toThrow('manifest.json is damaged or of another version')
  rmSync(join(folder, 'manifest.json'))
  await expect(problems()).rejects.toThrow('There is no release in')
})
