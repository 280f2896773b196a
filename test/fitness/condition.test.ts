import { describe, expect, test } from 'vitest'
import { Condition, conditionText, readCondition } from '../../fitness/condition.ts'

describe('a condition', () => {
  test.each([
    ['latencyMs<=12', { name: 'latencyMs', operator: '<=', value: 12 }],
    [' latencyMs  <  .5 ', { name: 'latencyMs', operator: '<', value: 0.5 }],
    [
      'validationAccuracy>=-1.5E-3',
      { name: 'validationOverallAccuracy', operator: '>=', value: -0.0015 },
    ],
    ['macs>12.', { name: 'macs', operator: '>', value: 12 }],
    ['energyKWh!=+1e9', { name: 'energyKWh', operator: '!=', value: 1e9 }],
    ['vertices=7', { name: 'vertices', operator: '=', value: 7 }],
    ['source=tabular', { name: 'source', operator: '=', value: 'tabular' }],
    ['source != surrogate', { name: 'source', operator: '!=', value: 'surrogate' }],
  ])('is read: %s', (text, read) => {
    expect(Condition.parse(text)).toStrictEqual(read)
  })

  test('has one text, whatever its spelling', () => {
    expect(conditionText(Condition.parse(' testAccuracy >= .50 '))).toBe('testOverallAccuracy>=0.5')
  })

  test.each([
    ['latencyMs', '"latencyMs" has no operator. Write a name, an operator and a number'],
    ['', '"" has no operator.'],
    ['<=12', '"<=12" has no name.'],
    ['latencyMs==12', 'There is no operator ==; there are <=, >=, <, >, =, !=. Did you mean =?'],
    ['latencyMs=<12', 'There is no operator =<; there are <=, >=, <, >, =, !=. Did you mean <=?'],
    ['latencyMs<<12', 'There is no operator <<; there are <=, >=, <, >, =, !=.'],
    ['latencyMs<=fast', '"fast" is not a number. Write a name, an operator and a number'],
    ['latencyMs<=', '"" is not a number.'],
    ['latencyMs<=0x10', '"0x10" is not a number.'],
    ['latencyMs<=1e999', '"1e999" is not a number.'],
    ['latencyMs<=12 ms', '"12 ms" is not a number.'],
    ['source=tabluar', 'source is tabular or surrogate, not "tabluar". Did you mean tabular?'],
    ['source=3', 'source is tabular or surrogate, not "3".'],
    ['source<tabular', 'source has no order: compare it with = or !=, not with <.'],
  ])('%j is refused with what is wrong and what to write', (text, problem) => {
    expect(readCondition(text)).toStrictEqual({ problem: expect.stringContaining(problem) })
    expect(Condition.safeParse(text).error?.issues).toMatchObject([
      { message: expect.stringContaining(problem) },
    ])
  })
})
