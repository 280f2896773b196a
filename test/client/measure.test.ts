import { expect, expectTypeOf, test } from 'vitest'
import { type MeasureName, type MeasureOf, measure } from '../../client/index.ts'
import { INSTANCE_METRICS } from '../../client/instance-metrics.ts'
import { BUILT_IN } from '../support/built-in.ts'

const ANSWER = {
  trainableParameters: 5,
  macs: 7,
  metrics: { overallAccuracy: { train: 0.9, validation: 0.8, test: null }, latencyMs: 3 },
}

test('reads a measure by its long name, its short one, and null where there is no value', () => {
  expect(measure(ANSWER, 'validationOverallAccuracy')).toBe(0.8)
  expect(measure(ANSWER, 'trainAccuracy')).toBe(0.9)
  expect(measure(ANSWER, 'testAccuracy')).toBeNull()
  expect(measure(ANSWER, 'latencyMs')).toBe(3)
  expect(measure(ANSWER, 'macs')).toBe(7)
  expect(() => measure(ANSWER, 'energyKWh')).toThrow('There is no energyKWh')
})

test('the compiler refuses a name that no instance has, and one that this instance lacks', () => {
  // @ts-expect-error: misspelt
  expect(() => measure(ANSWER, 'validationOverallAcuracy')).toThrow(RangeError)
  // @ts-expect-error: this instance has no latency
  expect(measure<'cifar10'>(ANSWER, 'latencyMs')).toBe(3)
  expect(() => measure<string>(ANSWER, 'myMeasure')).toThrow('There is no myMeasure')
  expectTypeOf<MeasureOf<'cifar10-search-logs'>>().toEqualTypeOf<
    | 'trainOverallAccuracy'
    | 'validationOverallAccuracy'
    | 'testOverallAccuracy'
    | 'trainAccuracy'
    | 'validationAccuracy'
    | 'testAccuracy'
    | 'trainableParameters'
    | 'macs'
  >()
  expectTypeOf<'co2eqG'>().toExtend<MeasureName>()
})

test('has the metrics of the built-in instances', () => {
  const metrics = Object.fromEntries(
    BUILT_IN.map(({ id, instance }) => [
      id,
      Object.fromEntries(instance.metrics.map(({ name, splits }) => [name, splits])),
    ]),
  )
  expect(INSTANCE_METRICS).toStrictEqual(metrics)
})
