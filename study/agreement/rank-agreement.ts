import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import { kendallTau } from '../../fitness/kendall-tau.ts'

export interface RankAgreement {
  /** Cells that both have a value of. */
  readonly cells: number
  /** Kendall's tau-b; null for fewer than two different values. */
  readonly tau: number | null
  /** Standard deviation of tau over samples of the cells with replacement; null where tau is. */
  readonly standardError: number | null
}

const RESAMPLES = 200

/**
 * Whether two lists order the cells alike. A cell without a value (NaN) in one of them is left out.
 * The same input gives the same bits.
 */
export function rankAgreement(one: Float64Array, other: Float64Array): RankAgreement {
  const both = [...one.keys()].filter(
    (at) => !Number.isNaN(one[at]) && !Number.isNaN(other[at] ?? Number.NaN),
  )
  const cells = both.length
  const tauOf = (places: readonly number[]) =>
    kendallTau(
      places.map((at) => one[at] as number),
      places.map((at) => other[at] as number),
    )
  const tau = tauOf(both)
  if (tau === null) return { cells, tau, standardError: null }
  const random = xoroshiro128plus(cells)
  const draw = () => both[uniformInt(random, 0, cells - 1)] as number
  const taus = Array.from({ length: RESAMPLES }, () => tauOf(both.map(draw)) ?? tau)
  const mean = taus.reduce((sum, value) => sum + value, 0) / RESAMPLES
  const squares = taus.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return { cells, tau, standardError: Math.sqrt(squares / (RESAMPLES - 1)) }
}
