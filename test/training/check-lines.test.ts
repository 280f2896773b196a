import { expect, it } from 'vitest'
import { checkLines } from '../../training/check-lines.ts'

const source = { name: 'values.csv', sha256: null }
const of = { epochs: 108, measure: 'overallAccuracy.test', values: 33, source }

it('says in words what values that were not trained on show', () => {
  const figures = { tau: 0.8804, rSquared: null, coverage80: 0.848 }
  expect(checkLines([{ ...of, kind: 'independent', figures }])).toEqual([
    'overallAccuracy.test at 108 epochs, predictions of 33 architectures of values.csv that it was not trained on: tau 0.88, R² –, 80 % intervals hold 85 %',
  ])
})

it('puts the quantiles of published and of predicted values beside each other', () => {
  const figures = { ks: 0.0393, p: 0.118, published10: 0.57, predicted10: 0.5714 }
  expect(checkLines([{ ...of, kind: 'marginal', figures }])).toEqual([
    'overallAccuracy.test at 108 epochs, distribution of all predictions and of 33 values without architectures in values.csv: Kolmogorov–Smirnov distance 0.0393, p 0.118, 10 % quantile 0.57 published and 0.571 predicted',
  ])
})
