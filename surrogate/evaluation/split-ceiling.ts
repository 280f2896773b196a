import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { type Measure, measureName } from '../../fitness/measure.ts'
import type { Ceiling } from '../card.ts'
import { randomOf } from '../random.ts'
import { meanOf } from '../targets.ts'
import type { TrainingSet } from '../training-set.ts'
import { kendallTau } from './metrics/kendall-tau.ts'

const DRAWS = 20
/** Noise is drawn from so many networks of similar value: bad ones are noisier than good ones. */
const NEIGHBOURS = 50
const OTHER = { validation: 'test', test: 'validation' } as const

/**
 * Where every architecture was trained once, validation and test of the same trained networks tell
 * of a part of the noise: what the two do not share. That of the training itself they share.
 */
export function splitCeilings(
  set: TrainingSet,
  { measure, seed }: { measure: number; seed: number },
): Ceiling[] {
  const own = set.measures[measure] as Measure
  if (own.split !== 'validation' && own.split !== 'test') return []
  const name = measureName({ ...own, split: OTHER[own.split] })
  const otherValues = set.values[set.measures.findIndex((each) => measureName(each) === name)]
  if (otherValues === undefined) return []
  const values = set.values[measure] as Float64Array
  const both = Int32Array.from(values.keys())
    .filter((row) => !Number.isNaN(values[row]) && !Number.isNaN(otherValues[row]))
    .sort((a, b) => (values[a] as number) - (values[b] as number))
  const of = (column: Float64Array) => Float64Array.from(both, (row) => column[row] as number)
  const tau = kendallTau(of(values), of(otherValues))
  if (tau === null) return []
  const architectures = both.length
  const reached = simulatedTau(standardised(of(values)), standardised(of(otherValues)), {
    seed,
    label: `${set.epochs}/${measureName(own)}`,
  })
  return [
    ...(reached === null ? [] : [{ kind: 'split noise' as const, tau: reached, architectures }]),
    { kind: 'other split', tau, architectures },
  ]
}

function standardised(values: Float64Array): Float64Array {
  const centre = meanOf(values)
  const deviation = Math.sqrt(meanOf(values.map((value) => (value - centre) ** 2)))
  return values.map((value) => (value - centre) / deviation)
}

/**
 * What both splits share spreads by the root of their correlation; the values of one, drawn together
 * by as much, stand for it, and half of what the splits of similar networks differ by is the noise.
 * @param values ascending
 */
function simulatedTau(
  values: Float64Array,
  others: Float64Array,
  { seed, label }: { seed: number; label: string },
): number | null {
  const correlation = meanOf(values.map((value, row) => value * (others[row] as number)))
  if (!(correlation > 0) || values.length < NEIGHBOURS) return null
  const random = randomOf(seed, 'split noise', label)
  const truth = values.map((value) => Math.sqrt(correlation) * value)
  const residuals = values.map((value, row) => (value - (others[row] as number)) / Math.SQRT2)
  let sum = 0
  for (let draw = 0; draw < DRAWS; draw++) {
    const measured = truth.map((value, row) => {
      const first = Math.max(0, Math.min(row - NEIGHBOURS / 2, values.length - NEIGHBOURS))
      const drawn = residuals[first + uniformInt(random, 0, NEIGHBOURS - 1)] as number
      return value + drawn * (uniformInt(random, 0, 1) === 0 ? -1 : 1)
    })
    sum += kendallTau(truth, measured) ?? Number.NaN
  }
  return Number.isNaN(sum) ? null : sum / DRAWS
}
