import { expect, test } from 'vitest'
import { checkPredictions } from '../../fitness/check-predictions.ts'
import type { Distribution } from '../../fitness/distribution.ts'
import { measureName, measuresOf } from '../../fitness/measure.ts'
import type { PredictionTable } from '../../fitness/prediction-table.ts'
import { predictedInstance, predictionTable } from '../support/predicted.ts'

const size = 400
const names = measuresOf(predictedInstance).map(measureName)
const table = predictionTable(predictedInstance, 12, { names, size })
const predicted = { id: 'predicted-instance-1', instance: predictedInstance }

const check = (change: Partial<PredictionTable>) => () =>
  checkPredictions(predicted, { ...table, ...change }, size)

/** One value of one column changed: validation, test, training time. */
function changed(key: 'means' | 'standardDeviations', at: number, id: number, value: number) {
  return { [key]: table[key].map((column, one) => (one === at ? column.with(id, value) : column)) }
}
function distributed(at: number, change: object): Partial<PredictionTable> {
  const distributions = table.distributions.map((one, place) =>
    place === at ? ({ ...one, ...change } as Distribution) : one,
  )
  return { distributions }
}

const PLACE = 'predicted-instance-1 at 12 epochs'

test('possible predictions are taken', () => {
  expect(names).toEqual(['overallAccuracy.validation', 'overallAccuracy.test', 'trainingTimeS'])
  expect(check({})).not.toThrow()
})

test.each([
  [
    'a mean above the most',
    changed('means', 1, 7, 0.97),
    'mean of overallAccuracy.test of architecture 7 as 0.970',
  ],
  ['a mean below the least', changed('means', 1, 399, 0.05), 'architecture 399 as 0.05'],
  ['a negative time', changed('means', 2, 3, -1), 'mean of trainingTimeS of architecture 3 as -1'],
  [
    'a mean that is NaN',
    changed('means', 0, 5, Number.NaN),
    'overallAccuracy.validation of architecture 5 as NaN',
  ],
  ['an infinite mean', changed('means', 2, 5, Infinity), 'architecture 5 as Infinity'],
  [
    'a deviation above half of the range',
    changed('standardDeviations', 0, 9, 0.75),
    'standard deviation of overallAccuracy.validation of architecture 9 as 0.75, outside of 0 to 0.5',
  ],
  [
    'a negative deviation',
    changed('standardDeviations', 2, 0, -0.5),
    'standard deviation of trainingTimeS of architecture 0 as -0.5',
  ],
  [
    'a deviation that is NaN',
    changed('standardDeviations', 1, 8, Number.NaN),
    'architecture 8 as NaN',
  ],
  [
    'an infinite deviation',
    changed('standardDeviations', 2, 8, Infinity),
    'architecture 8 as Infinity',
  ],
  [
    'bounds beyond the unit',
    distributed(0, { most: 1.5 }),
    'from 0.1 to 1.5, which its unit does not allow: 0 to 1',
  ],
  ['a time that may be negative', distributed(2, { least: -1 }), 'trainingTimeS from -1 to 0.96'],
  ['bounds in the wrong order', distributed(1, { least: 0.9, most: 0.3 }), 'from 0.9 to 0.3'],
  ['a mean beyond its own bound', distributed(0, { bound: 0.2 }), 'not below its bound 0.2'],
  [
    'no distribution',
    { distributions: [] },
    'does not say how overallAccuracy.validation is distributed',
  ],
  [
    'no means',
    { means: [] },
    'has a mean of overallAccuracy.validation for 0 of 400 architectures',
  ],
  [
    'short deviations',
    { standardDeviations: table.means.map((column) => column.slice(1)) },
    'for 399 of 400 architectures',
  ],
  [
    'short distances',
    { nearestMeasured: new Uint8Array(3) },
    'has 3 distances to the nearest measured architecture instead of 400',
  ],
  [
    'nothing that was learned',
    { nearestMeasured: new Uint8Array(size).fill(255) },
    'no architecture at distance 0',
  ],
  ['no correlations', { correlations: [] }, 'no symmetric correlations of its 3 measures'],
  [
    'correlations that are not symmetric',
    {
      correlations: [
        [1, 0.2, 0],
        [0.3, 1, 0],
        [0, 0, 1],
      ],
    },
    'no symmetric correlations',
  ],
  [
    'a diagonal that is not 1',
    {
      correlations: [
        [1, 0, 0],
        [0, 2, 0],
        [0, 0, 1],
      ],
    },
    'unit diagonal',
  ],
  [
    'correlations of nothing possible',
    {
      correlations: [
        [1, 1, 0],
        [1, 1, 0],
        [0, 0, 1],
      ],
    },
    'not positive definite',
  ],
] as const)('%s is refused, with the place and the value', (_, change, message) => {
  expect(check(change as Partial<PredictionTable>)).toThrow(message)
  expect(check(change as Partial<PredictionTable>)).toThrow(PLACE)
})

test('distances that are missing are refused', () => {
  const { nearestMeasured: _, ...rest } = table
  expect(() => checkPredictions(predicted, rest as PredictionTable, size)).toThrow(
    'has no distances to the nearest measured architecture',
  )
})

test('a measure that the instance does not have is refused', () => {
  const measures = table.measures.map((measure) => ({ ...measure, metric: 'other' }))
  expect(check({ measures })).toThrow('predicts other.validation, which the instance does not have')
})
