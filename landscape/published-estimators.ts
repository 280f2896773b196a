import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import type { Basins } from './basins.ts'
import { valuedIds } from './landscape.ts'

/** One trial of the published estimate: local searches until an optimum is met a second time. */
export interface BirthdayTrial {
  /** Number of the search that met a known optimum, from 1; null where none did. */
  readonly repeatAt: number | null
  readonly searches: number
  /** Mean moves of a search. */
  readonly stepsMean: number
}

/**
 * The sampling of Traoré, Camero, Zhu (2021): best-improvement local searches from distinct random
 * starts, at most `searchesMax`, until one ends in an optimum that another has found.
 */
export function birthdayTrial(
  fitness: Float64Array,
  basins: Basins,
  { searchesMax, seed }: { readonly searchesMax: number; readonly seed: number },
): BirthdayTrial {
  const random = xoroshiro128plus(seed | 0)
  const ids = valuedIds(fitness)
  const found = new Set<number>()
  const started = new Set<number>()
  let steps = 0
  let repeatAt: number | null = null
  while (started.size < Math.min(searchesMax, ids.length) && repeatAt === null) {
    const start = ids[uniformInt(random, 0, ids.length - 1)] as number
    if (started.has(start)) continue
    started.add(start)
    steps += basins.steps[start] as number
    const optimum = basins.optima[start] as number
    if (found.has(optimum)) repeatAt = started.size
    found.add(optimum)
  }
  return { repeatAt, searches: started.size, stepsMean: steps / started.size }
}

/** The published number of local optima from the search k that met the first repeat: k² / (2 ln 2), truncated. */
export function birthdayEstimate(repeatAt: number): number {
  return Math.trunc(repeatAt ** 2 / (2 * Math.LN2))
}

export interface OptimaEstimate {
  readonly optima: number
  /** 95 % interval by the likelihood ratio. */
  readonly interval: readonly [number, number]
}

const CHI_SQUARED_95 = 3.841458820694124

/**
 * Maximum likelihood of the number of local optima with equal basins, trials without a repeat
 * included: such a trial says that all its searches ended in different optima. Basins differ in
 * size, so that this is a lower bound.
 * @throws RangeError where no trial met a repeat
 */
export function censoredEstimate(
  trials: readonly Omit<BirthdayTrial, 'stepsMean'>[],
): OptimaEstimate {
  if (trials.every(({ repeatAt }) => repeatAt === null)) {
    throw new RangeError('No trial met an optimum twice, so that the number has no upper bound.')
  }
  const most = Math.max(...trials.map(({ repeatAt, searches }) => repeatAt ?? searches))
  const likelihood = (optima: number) => {
    let sum = 0
    for (const { repeatAt, searches } of trials) {
      const distinct = repeatAt === null ? searches : repeatAt - 1
      for (let found = 1; found < distinct; found++) sum += Math.log1p(-found / optima)
      if (repeatAt !== null) sum += Math.log((repeatAt - 1) / optima)
    }
    return sum
  }
  const peak = peakOf(likelihood, most)
  const threshold = likelihood(peak) - CHI_SQUARED_95 / 2
  const crossing = (inside: number, outside: number) => {
    let [near, far] = [inside, outside]
    while (Math.abs(far - near) > 0.5) {
      const middle = Math.sqrt(near * far)
      if (likelihood(middle) >= threshold) near = middle
      else far = middle
    }
    return Math.round(near)
  }
  let above = peak * 2
  while (likelihood(above) >= threshold) above *= 2
  return { optima: Math.round(peak), interval: [crossing(peak, most), crossing(peak, above)] }
}

// Ternary search on the logarithm: the likelihood has one peak.
function peakOf(likelihood: (optima: number) => number, least: number): number {
  let [low, high] = [Math.log(least), Math.log(least) + 40]
  while (high - low > 1e-9) {
    const [a, b] = [low + (high - low) / 3, high - (high - low) / 3]
    if (likelihood(Math.exp(a)) < likelihood(Math.exp(b))) low = a
    else high = b
  }
  return Math.exp((low + high) / 2)
}
