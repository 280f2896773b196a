import { sampleUniform } from '../../space/sample.ts'
import type { Space } from '../../space/space.ts'
import { FEATURE_COUNT, FEATURES, featuresOf } from '../../surrogate/features/features.ts'
import type { Target } from '../../training/gaussian-process/fit-kernel.ts'
import { coordinates, standardisationOf } from '../../training/gaussian-process/kernel.ts'
import type { TrainingSet } from '../../training/training-set.ts'
import { runsOf } from './single-runs.ts'

/** A smooth function of two features with noise: a test input whose truth is known. */
export function truthOf(features: Float32Array, row: number): number {
  const of = (name: string) =>
    features[row * FEATURE_COUNT + FEATURES.findIndex((f) => f.name === name)] as number
  return 0.5 + 0.04 * (of('log macs') - 20) + 0.02 * Math.sin(of('vertices of 0') * 1.5)
}

// A fixed sequence of roughly normal numbers.
function noiseAt(at: number): number {
  const uniform = (k: number) => (Math.imul(at * 2 + k, 2654435761) >>> 8) / 2 ** 24
  return Math.sqrt(-2 * Math.log(uniform(1) + 1e-9)) * Math.cos(2 * Math.PI * uniform(2))
}

export function gaussianData(space: Space, count: number, noise = 0.004) {
  const ids = sampleUniform(space, count, 11).sort((a, b) => a - b)
  const features = featuresOf(space, ids)
  const standardisation = standardisationOf(features)
  const rows = coordinates(features, standardisation)
  const raw = Float64Array.from(ids, (_, row) => truthOf(features, row) + noise * noiseAt(row))
  const centre = raw.reduce((sum, value) => sum + value, 0) / count
  const spread = Math.sqrt(raw.reduce((sum, v) => sum + (v - centre) ** 2, 0) / count)
  const target: Target = {
    values: raw.map((value) => (value - centre) / spread),
    noiseShares: new Float64Array(count).fill(1),
  }
  return { ids, features, standardisation, rows, raw, target }
}

/** The same as a training set of one measure. */
export function gaussianSet(space: Space, count: number, epochs: number): TrainingSet {
  const { ids, raw } = gaussianData(space, count)
  return {
    epochs,
    measures: [
      { metric: 'overallAccuracy', split: 'test', halfway: false },
      { metric: 'latencyMs', split: null, halfway: false },
    ],
    architectureIds: Int32Array.from(ids),
    groups: new Int32Array(count).fill(-1),
    values: [raw, raw.map((value) => 10 * value)],
    runs: [
      runsOf(raw),
      runsOf(
        raw.map((value) => 10 * value),
        3,
      ),
    ],
  }
}
