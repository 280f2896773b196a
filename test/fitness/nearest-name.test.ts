import { expect, test } from 'vitest'
import { didYouMean, nearestName } from '../../fitness/nearest-name.ts'

const KNOWN = [
  'trainOverallAccuracy',
  'validationOverallAccuracy',
  'testOverallAccuracy',
  'latencyMs',
  'trainingTimeS',
  'trainableParameters',
  'macs',
  'vertices',
  'edges',
]

test.each([
  ['validationOveralAccuracy', 'validationOverallAccuracy'],
  ['validation_overall_accuracy', 'validationOverallAccuracy'],
  ['overallAccuracy.validation', 'validationOverallAccuracy'],
  ['VALIDATIONOVERALLACCURACY', 'validationOverallAccuracy'],
  ['train_accuracy', 'trainOverallAccuracy'],
  ['accuracy', undefined],
  ['latency', 'latencyMs'],
  ['trainingTime', 'trainingTimeS'],
  ['parameters', undefined],
  ['trainable', 'trainableParameters'],
  ['train', undefined],
  ['edge', 'edges'],
  ['colour', undefined],
  ['', undefined],
  ['...', undefined],
  ['x'.repeat(10_000), undefined],
])('of %s the nearest name is %s', (given, nearest) => {
  expect(nearestName(given, KNOWN)).toBe(nearest)
})

test('the question is empty where no name is near', () => {
  expect(didYouMean('vertexes', KNOWN)).toBe(' Did you mean vertices?')
  expect(didYouMean('colour', KNOWN)).toBe('')
})
