import { beforeAll, expect, it } from 'vitest'
import { sampleUniform } from '../../../space/sample.ts'
import type { Space } from '../../../space/space.ts'
import { FEATURE_COUNT, featuresOf } from '../../../surrogate/features/features.ts'
import {
  coordinates,
  type Kernel,
  standardisationOf,
} from '../../../training/gaussian-process/kernel.ts'
import { exactPosterior } from '../../../training/gaussian-process/posterior.ts'
import type { BudgetModel, MeasureModel } from '../../../training/model.ts'
import { COLUMNS_MAX } from '../../../training/onnx/covariance.ts'
import { normal, randomOf } from '../../../training/random.ts'
import type { Transform } from '../../../training/transform.ts'
import { expectSamePredictions } from '../../support/same-predictions.ts'
import { testSpace } from '../../support/space.ts'

let space: Space
beforeAll(async () => {
  space = await testSpace()
})

const IDENTITY: Transform = { kind: 'identity', least: -1, most: 1.5 }
const ABOVE: Transform = {
  ...{ kind: 'log', side: 'above', bound: 2 },
  ...{ distanceMin: 0.05, distanceMax: 20 },
}
const BELOW: Transform = { ...ABOVE, side: 'below', bound: 1, distanceMin: 0.01 }

/** Measures by kernel, factor and transform, all of the same architectures. */
function modelOf(
  rows: number,
  measures: (make: {
    kernel(kind: Kernel['kind'], weight: number): Kernel
  }) => readonly (readonly [Kernel, number, Transform])[],
): BudgetModel {
  const architectureIds = Int32Array.from(sampleUniform(space, rows, 5)).sort()
  const features = featuresOf(space, architectureIds)
  const standardisation = standardisationOf(features)
  const inducing = coordinates(features, standardisation)
  const kernel = (kind: Kernel['kind'], weight: number): Kernel => ({
    kind,
    standardisation,
    amplitudes: new Float64Array(kind === 'product' ? 1 : 9).fill(kind === 'product' ? 1 : 0.1),
    weights: new Float64Array(FEATURE_COUNT).fill(weight),
    linearWeights: new Float64Array(FEATURE_COUNT).fill(kind === 'product' ? 0 : weight / 3),
  })
  const models = measures({ kernel }).map(([baseKernel, factor, transform], at): MeasureModel => {
    const random = randomOf(at, 'values')
    const scaled = {
      ...baseKernel,
      amplitudes: baseKernel.amplitudes.map((amplitude) => amplitude * factor),
      linearWeights: baseKernel.linearWeights.map((one) => one * Math.sqrt(factor)),
    }
    const noises = new Float64Array(rows).fill(0.2 + at / 10)
    const values = Float64Array.from(noises, () => normal(random))
    return {
      measure: { metric: 'overallAccuracy', split: 'test', halfway: false },
      transform,
      ...{ centre: 0.2, spread: 0.3, factor, baseKernel },
      posterior: exactPosterior({ kernel: scaled, rows: inducing, values, noises }),
      ...{ trees: null, lower: null, nugget: 0.02, noise: 0.1, isNoiseMeasured: false },
      ...{ runs: 1, support: [1, 1.2, 1.4], skill: 0.5, rows, kernel: 'of this test' },
      leftOut: { architectureIds: Int32Array.of(), means: Float64Array.of() },
      conditioning: { rows: architectureIds, noises },
    }
  })
  const correlations = models.map((_, row) => models.map((_, at) => (at === row ? 1 : 0)))
  return { epochs: 108, standardisation, measures: models, correlations, architectureIds }
}

it('predicts alike in ONNX Runtime with additive kernels beside each other, and measures that share one', async () => {
  const model = modelOf(140, ({ kernel }) => {
    const [first, second, third] = [0.4, 0.6, 0.9].map((weight) => kernel('additive', weight))
    if (!first || !second || !third) throw new Error('no kernels')
    return [
      [first, 1, IDENTITY],
      [second, 0.7, ABOVE],
      [first, 1.6, BELOW],
      [third, 1, ABOVE],
    ]
  })
  await expectSamePredictions(model)
})

it('predicts alike in ONNX Runtime with product kernels of more rows than a part has', async () => {
  const rows = COLUMNS_MAX + 41
  const model = modelOf(rows, ({ kernel }) => {
    const shared = kernel('product', 0.3)
    return [
      [shared, 1, BELOW],
      [kernel('product', 0.5), 1.2, IDENTITY],
      [shared, 0.8, ABOVE],
    ]
  })
  expect(model.measures[0]?.posterior.varianceRows).toBe(rows)
  await expectSamePredictions(model)
})
