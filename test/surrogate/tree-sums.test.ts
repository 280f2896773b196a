import { readFileSync } from 'node:fs'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { expect, test } from 'vitest'
import { sampleUniform } from '../../space/sample.ts'
import { FEATURE_COUNT, featuresOf } from '../../surrogate/features/features.ts'
import { MODEL_INPUT } from '../../surrogate/model-names.ts'
import { cutTrees } from '../../surrogate/onnx/cut-trees.ts'
import { treeSums } from '../../surrogate/onnx/tree-sums.ts'
import { loadSurrogates, nearestOf, openPredictor } from '../../surrogate/predictor.ts'
import type { Tree } from '../../training/boosting/grow-tree.ts'
import { GraphBuilder } from '../../training/onnx/graph-builder.ts'
import { treeEnsemble } from '../../training/onnx/tree-ensemble.ts'
import { testSpace } from '../support/space.ts'

// More than one word of rows, and one that is not full.
const ROWS = 300

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

/** The first splits at 0.5 of feature 0, the next of feature 1 and so on; each left child is a leaf. */
function chain(leaves: number, first = 0): Tree {
  const nodes = 2 * leaves - 1
  const at = Array.from({ length: nodes }, (_, node) => node)
  const isSplit = (node: number) => node % 2 === 0 && node < nodes - 1
  return {
    features: Int32Array.from(at, (node) => (isSplit(node) ? first + node / 2 : -1)),
    thresholds: Float32Array.from(at, (node) => (isSplit(node) ? 0.5 : 0)),
    lefts: Int32Array.from(at, (node) => (isSplit(node) ? node + 1 : 0)),
    values: Float64Array.from(at, (node) => (isSplit(node) ? 0 : 1 + node / 10)),
  }
}

/** A model whose only output is the sum of trees. */
function modelOf(trees: readonly Tree[]): Uint8Array {
  const graph = new GraphBuilder()
  const value = treeEnsemble(graph, MODEL_INPUT, { trees, featureCount: FEATURE_COUNT })
  return graph.finish({
    inputs: [{ name: MODEL_INPUT, columns: FEATURE_COUNT }],
    outputs: [{ name: 'sum', value, columns: 1 }],
    metadata: {},
  })
}

/** Rows of which the first fails no condition, the next the first one, and so on. */
const STEPS = Float32Array.from({ length: 40 * FEATURE_COUNT }, (_, at) =>
  at % FEATURE_COUNT < Math.floor(at / FEATURE_COUNT) % 12 ? 1 : 0,
)

async function sumByRuntime(model: Uint8Array): Promise<Float32Array> {
  const session = await InferenceSession.create(model, { intraOpNumThreads: 1 })
  const { sum } = await session.run({
    [MODEL_INPUT]: new Tensor('float32', STEPS, [40, FEATURE_COUNT]),
  })
  await session.release()
  return sum?.data as Float32Array
}

test('trees of one to eight leaves add up to what ONNX Runtime says, in any order', async () => {
  const trees = [8, 1, 3, 6, 1, 8, 2, 7, 5, 4].map((leaves, at) => chain(leaves, at % 4))
  const model = modelOf(trees)
  const { ensembles } = cutTrees(model)
  const [sums] = treeSums(ensembles)(STEPS)
  expect(bytesOf(sums as Float32Array).equals(bytesOf(await sumByRuntime(model)))).toBe(true)
  expect(new Set(sums).size).toBeGreaterThan(8)
})

test('an ensemble with a tree of nine leaves is left to ONNX Runtime', async () => {
  const model = modelOf([chain(2), chain(9)])
  const cut = cutTrees(model)
  expect(cut.ensembles).toEqual([])
  expect(cut.model).toBe(model)
})

test('bytes that are no model are refused', () => {
  expect(() => cutTrees(Uint8Array.of(0x3a, 0x7f, 1))).toThrow(/no ONNX model/)
})
