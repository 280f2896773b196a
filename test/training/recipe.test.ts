import { describe, expect, it } from 'vitest'
import { Instance, UNIT_RANGES, UNITS } from '../../fitness/instance.ts'
import { measureName, measuresOf } from '../../fitness/measure.ts'
import { PLAIN_RECIPE, predictedOf, Recipe, transformOf } from '../../training/recipe.ts'
import { TEST_INSTANCE } from './instance.ts'

const instance = Instance.parse({
  ...TEST_INSTANCE,
  metrics: UNITS.map((unit, at) => ({
    name: `metric${at}`,
    splits: [],
    unit,
    direction: 'minimize',
    description: 'Made up',
  })),
})

describe('transformOf', () => {
  it('takes logarithms of what has no upper limit: times, energy and emissions', () => {
    const kinds = measuresOf(instance).map((measure, at) => {
      const unit = UNITS[at] ?? 'fraction'
      expect(measureName(measure)).toBe(`metric${at}`)
      return [
        unit,
        transformOf(
          { instance, recipe: PLAIN_RECIPE, epochs: 4 },
          measure,
          Float64Array.of(0.2, 0.4),
        ).kind,
      ]
    })
    expect(kinds).toEqual([
      ['fraction', 'identity'],
      ['coefficient', 'identity'],
      ['millisecond', 'log'],
      ['second', 'log'],
      ['kilowatt-hour', 'log'],
      ['gram', 'log'],
    ])
    for (const [unit, kind] of kinds) {
      const [, most] = UNIT_RANGES[unit as (typeof UNITS)[number]]
      expect(kind === 'log').toBe(most === Infinity)
    }
  })
})

describe('predictedOf', () => {
  const names = (recipe: Recipe) => predictedOf(instance, recipe).map(measureName)

  it('predicts every measure where the recipe names none', () => {
    expect(names(PLAIN_RECIPE)).toEqual(UNITS.map((_, at) => `metric${at}`))
  })

  it('predicts the named measures in the order of the instance', () => {
    expect(names(Recipe.parse({ predicts: ['metric3', 'metric1'] }))).toEqual([
      'metric1',
      'metric3',
    ])
  })

  it('refuses a measure that the instance does not have', () => {
    expect(() => names(Recipe.parse({ predicts: ['metric1', 'metric9'] }))).toThrow('metric9')
  })
})
