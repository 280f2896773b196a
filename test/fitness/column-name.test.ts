import { expect, test } from 'vitest'
import { columnName } from '../../fitness/column-name.ts'

test('a measure is a column in snake case, its split last and halfway first', () => {
  const names = [
    { metric: 'overallAccuracy', split: 'validation', halfway: false },
    { metric: 'latencyMs', split: null, halfway: false },
    { metric: 'trainingTimeS', split: null, halfway: true },
    { metric: 'kappa', split: 'test', halfway: true },
    { metric: 'energyKWh', split: null, halfway: false },
  ] as const
  expect(names.map(columnName)).toStrictEqual([
    'overall_accuracy_validation',
    'latency_ms',
    'halfway_training_time_s',
    'halfway_kappa_test',
    'energy_k_wh',
  ])
})
