import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { predictInProcesses } from '../../service/predict-in-processes.ts'
import { loadSurrogates } from '../../surrogate/predictor.ts'
import { testSpace } from '../support/space.ts'
import { writeTinySurrogate } from '../support/tiny-surrogate.ts'

const folder = mkdtempSync(join(tmpdir(), 'eo-nas-bench-processes-'))
afterAll(() => rmSync(folder, { recursive: true }))

const bitsOf = (column: Float32Array = new Float32Array()) =>
  Buffer.from(Uint32Array.from(new Uint32Array(column.buffer)).buffer)

test('predictions have the same bits with one process and with three', async () => {
  await writeTinySurrogate(folder)
  const { models } = await loadSurrogates(folder, async () => true)
  const space = await testSpace()
  const shares: number[] = []
  const onProgress = (done: number, total: number) => shares.push(done / total)
  const one = await predictInProcesses(models, space, { processes: 1 })
  const three = await predictInProcesses(models, space, { processes: 3, onProgress })
  expect(one[0]?.[0]?.means[0]).toHaveLength(space.size)
  expect(new Set(one[0]?.[0]?.means[0]).size).toBeGreaterThan(100)
  for (const key of ['means', 'standardDeviations'] as const) {
    const [first, other] = [one[0]?.[0]?.[key][0], three[0]?.[0]?.[key][0]]
    expect(bitsOf(first).equals(bitsOf(other))).toBe(true)
  }
  expect(shares.at(-1)).toBe(1)
  expect(shares).toEqual([...shares].sort((left, right) => left - right))
}, 200_000)

test('a model that cannot be opened is reported with its path, and a stop ends the work', async () => {
  const { models } = await loadSurrogates(folder, async () => true)
  const missing = models.map((model) => ({
    ...model,
    path: join(dirname(model.path), 'none.onnx'),
  }))
  const space = await testSpace()
  await expect(predictInProcesses(missing, space, { processes: 2 })).rejects.toThrow(/none\.onnx/)
  const signal = AbortSignal.timeout(300)
  await expect(predictInProcesses(models, space, { signal })).rejects.toThrow(/timeout/i)
}, 60_000)
