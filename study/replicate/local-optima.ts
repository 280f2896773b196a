import { birthdayEstimate, censoredEstimate } from '../../landscape/published-estimators.ts'
import { type Figure, verdictOf } from './figure.ts'

/** Printed trials: search of the first repeat and the number of optima that follows from it. */
const TRIALS = [
  [94, 6373],
  [57, 2343],
  [26, 487],
  [58, 2426],
  [38, 1041],
  [195, 27429],
  [52, 1950],
  [129, 12003],
  [197, 27994],
] as const
const CENSORED = 6
const SEARCHES = 200

/** P1, the number of local optima by the birthday problem: the arithmetic needs no data. */
export function localOptimaFigures(): Figure[] {
  const agree = TRIALS.filter(([repeatAt, optima]) => birthdayEstimate(repeatAt) === optima).length
  const mean = TRIALS.reduce((sum, [repeatAt]) => sum + repeatAt, 0) / TRIALS.length
  const { optima, interval } = censoredEstimate([
    ...TRIALS.map(([repeatAt]) => ({ repeatAt, searches: repeatAt })),
    ...Array.from({ length: CENSORED }, () => ({ repeatAt: null, searches: SEARCHES })),
  ])
  const common = { study: 'P1', table: null } as const
  return [
    {
      ...common,
      quantity: 'Local optima of nine trials, CIFAR-10',
      definition: 'k² / (2 ln 2), truncated; k is the search that first met a known optimum.',
      published: TRIALS.map(([, printed]) => printed).join(', '),
      ours: `${agree} of 9 agree`,
      verdict: agree === TRIALS.length ? 'exact' : 'different',
      reason: 'The arithmetic holds.',
    },
    {
      ...common,
      quantity: 'Local optima, CIFAR-10',
      definition: 'The same formula at the mean k of the nine trials.',
      published: '6373, from k = 94',
      ours: `${birthdayEstimate(Math.round(mean))}, from k = ${mean.toFixed(1)}; maximum likelihood with the six trials without a repeat: ${optima.toLocaleString('en-GB')} (95 % interval ${interval.map((end) => end.toLocaleString('en-GB')).join(' to ')})`,
      verdict: verdictOf(birthdayEstimate(Math.round(mean)), { value: 6373, digits: 0 }),
      reason:
        'Six more trials of 200 searches met no repeat. Leaving them out makes the estimate three times too low.',
    },
    {
      ...common,
      quantity: 'Local optima, So2Sat LCZ-42',
      definition: 'The number on CIFAR-10 times the ratio of cells fitter than their 10 nearest.',
      published: '11153, from a ratio of 1.75',
      ours: String(Math.round(1.75 * 6373)),
      verdict: verdictOf(1.75 * 6373, { value: 11153, digits: 0 }),
      reason: 'The product holds; it inherits the error of the number on CIFAR-10.',
    },
  ]
}
