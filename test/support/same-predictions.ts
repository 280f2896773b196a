import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import { sampleUniform } from '../../space/sample.ts'
import { featuresOf } from '../../surrogate/features/features.ts'
import { openPredictor } from '../../surrogate/predictor.ts'
import { type BudgetModel, predictBudget } from '../../training/model.ts'
import { exportSurrogate } from '../../training/onnx/export-surrogate.ts'
import { testSpace } from './space.ts'

/**
 * Expects of 300 architectures that ONNX Runtime predicts them as the model itself does.
 * @param sample features for simpler variances: deviations may then be larger by this share at most
 * @returns bytes of the ONNX model
 */
export async function expectSamePredictions(
  model: BudgetModel,
  { sample = null, larger = 0 }: { sample?: Float32Array | null; larger?: number } = {},
): Promise<number> {
  const space = await testSpace()
  const folder = mkdtempSync(join(tmpdir(), 'eo-nas-bench-onnx-'))
  const path = join(folder, 'model.onnx')
  const bytes = exportSurrogate('model', [model], sample)
  writeFileSync(path, bytes)
  const features = featuresOf(space, sampleUniform(space, 300, 21))
  const distances = Uint8Array.from({ length: 300 }, (_, row) => row % 6)
  const expected = predictBudget(model, features, distances)
  const predictor = await openPredictor({ path })
  const { means, standardDeviations } = await predictor.predict(
    features,
    Float32Array.from(distances),
  )
  await predictor.close()
  rmSync(folder, { recursive: true })
  for (const [measure, column] of expected.means.entries()) {
    for (const [row, mean] of column.entries()) {
      const at = row * expected.means.length + measure
      const deviation = expected.standardDeviations[measure]?.[row] as number
      expect(Math.abs((means[at] as number) - mean) / deviation).toBeLessThan(2e-3)
      const ratio = (standardDeviations[at] as number) / deviation
      expect(ratio).toBeGreaterThan(1 - 5e-4)
      expect(ratio).toBeLessThan(1 + larger + 5e-4)
    }
  }
  return bytes.length
}
