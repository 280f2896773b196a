import type { Outputs } from '../../client/client.ts'
import type { Distribution } from '../../fitness/distribution.ts'
import { measureKey } from '../../fitness/measure.ts'
import { drawnValue } from '../../fitness/predictive.ts'

export type Card = Outputs['getSurrogate']

/** Standard normal quantile of 90 %: an interval of it holds 80 %. */
const Z_80 = 1.2815515655446004

/** Name of a measure as cards have it, `overallAccuracy.test`, by its key in listings. */
export function cardMeasure(key: string, card: Card): string | undefined {
  return card.outputs.find(({ measure }) => keyOf(measure) === key)?.measure
}

/** `overallAccuracy.test` as `testOverallAccuracy`. */
export function keyOf(measure: string): string {
  const [metric = '', split] = measure.split('.')
  return measureKey({ metric, split: (split ?? null) as 'train' | null })
}

/** The predictive distribution of a measure at a budget; undefined where none is predicted. */
export function distributionOf(card: Card, key: string, epochs: number): Distribution | undefined {
  return card.outputs.find((one) => one.epochs === epochs && keyOf(one.measure) === key)
    ?.distribution
}

/** The 80 % interval of a single run. */
export function interval80(
  distribution: Distribution,
  mean: number,
  deviation: number,
): readonly [number, number] {
  const ends = [-Z_80, Z_80].map((z) => drawnValue(distribution, mean, deviation, z))
  return [Math.min(...ends), Math.max(...ends)]
}
