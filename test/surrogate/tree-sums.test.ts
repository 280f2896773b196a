import { readFileSync } from 'node:fs'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { expect, test } from 'vitest'
import { sampleUniform } from '../../space/sample.ts'
import { FEATURE_COUNT, featuresOf } from '../../surrogate/features/features.ts'
import { cutTrees } from '../../surrogate/onnx/cut-trees.ts'
import { loadSurrogates, nearestOf, openPredictor } from '../../surrogate/predictor.ts'
import { testSpace } from '../support/space.ts'

// More than one word of rows, and one that is not full.
const ROWS = 75

const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array) =>
  Buffer.from(Uint8Array.from(new Uint8Array(buffer, byteOffset, byteLength)))

test('a model with its trees cut out predicts the bits that ONNX Runtime predicts with them', async () => {
  const { models } = await loadSurrogates(undefined, async () => true)
  const space = await testSpace()
  const ids = sampleUniform(space, ROWS, 9)
  const features = featuresOf(space, ids)
  let ensembles = 0
  for (const model of models) {
    const nearest = await nearestOf(model, space.size)
    const distances = Float32Array.from(
      { length: ROWS * nearest.length },
      (_, at) =>
        nearest[at % nearest.length]?.[ids[Math.floor(at / nearest.length)] as number] as number,
    )
    const whole = await InferenceSession.create(model.path, { intraOpNumThreads: 1 })
    const expected = await whole.run({
      features: new Tensor('float32', features, [ROWS, FEATURE_COUNT]),
      nearestMeasured: new Tensor('float32', distances, [ROWS, nearest.length]),
    })
    await whole.release()
    const predictor = await openPredictor(model)
    const { means, standardDeviations } = await predictor.predict(features, distances)
    await predictor.close()
    const deviations = expected['standardDeviation']?.data as Float32Array
    expect(bytesOf(means).equals(bytesOf(expected['mean']?.data as Float32Array))).toBe(true)
    expect(bytesOf(standardDeviations).equals(bytesOf(deviations))).toBe(true)
    ensembles += cutTrees(readFileSync(model.path)).ensembles.length
  }
  expect(ensembles).toBeGreaterThan(0)
}, 120_000)

test('bytes that are no model are refused', () => {
  expect(() => cutTrees(Uint8Array.of(0x3a, 0x7f, 1))).toThrow(/no ONNX model/)
})
