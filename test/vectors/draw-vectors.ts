import { cholesky } from '../../fitness/cholesky.ts'
import type { Distribution } from '../../fitness/distribution.ts'
import { exponential, naturalLogarithm } from '../../fitness/portable-math.ts'
import { DEVIATIONS, drawnValue, predictiveDeviation } from '../../fitness/predictive.ts'
import { fnv1a, mix } from '../../fitness/random-hash.ts'
import { normalQuantile, randomNormal } from '../../fitness/random-normal.ts'
import { randomRun } from '../../fitness/random-run.ts'

const IDS = [0, 1, 415_498, 423_623]
const SEEDS = [0, 1, 2 ** 31, 2 ** 32 - 1]
const PROBLEMS = [
  { instance: 'cifar10', epochs: 108 },
  { instance: 'so2sat-lcz42', epochs: 36 },
  { instance: 'été-🛰', epochs: 4 },
]

const common = { least: 0, most: 1 } as const
// Noise below and above the deviation, both sides, a deviation far above the distance, a mean that
// single precision rounded to its bound, and draws beyond both ends.
const PREDICTED: readonly {
  readonly distribution: Distribution
  readonly mean: number
  readonly standardDeviation: number
}[] = [
  {
    distribution: { family: 'normal', noise: 0.008, runs: 3, ...common },
    mean: Math.fround(0.93),
    standardDeviation: 0.01171875,
  },
  {
    distribution: { family: 'normal', noise: 0.5, runs: 1, ...common },
    mean: 0.5,
    standardDeviation: 0.40625,
  },
  {
    distribution: {
      family: 'log-normal',
      side: 'below',
      bound: 1,
      noise: 0.1,
      runs: 3,
      ...common,
    },
    mean: Math.fround(0.95),
    standardDeviation: 0.0205078125,
  },
  {
    distribution: {
      family: 'log-normal',
      side: 'above',
      bound: -0.5,
      noise: 3,
      runs: 2,
      ...common,
    },
    mean: 0.25,
    standardDeviation: 2,
  },
  {
    distribution: {
      family: 'log-normal',
      side: 'below',
      bound: 1,
      noise: 0.1,
      runs: 3,
      ...common,
    },
    mean: 1,
    standardDeviation: 0.0009765625,
  },
  {
    distribution: {
      family: 'log-normal',
      side: 'above',
      bound: 0,
      noise: 0,
      runs: 1,
      least: 0.5,
      most: 86_400,
    },
    mean: 1155.75,
    standardDeviation: 300,
  },
]
const MATRICES = [
  // The example of the article "Cholesky decomposition" in Wikipedia.
  [
    [4, 12, -16],
    [12, 37, -43],
    [-16, -43, 98],
  ],
  PREDICTED.map((_, row) => PREDICTED.map((_, at) => (row === at ? 1 : 0.63 / (row + at)))),
]
const NUMBERS = [-745.1, -20.5, -1, -1e-9, 0, 1e-9, 0.35, 1, 2.5, 20.25, 700]

function jointDraws() {
  const measures = PREDICTED.map((one, at) => ({ measure: `measure${at}`, ...one }))
  const correlations = MATRICES[1] ?? []
  const factor = cholesky(correlations)
  return PROBLEMS.flatMap((problem) =>
    SEEDS.map((seed) => {
      const values = IDS.map((id) => {
        const independent = measures.map(({ measure }) =>
          randomNormal(seed, { ...problem, measure })(id),
        )
        return measures.map(({ distribution, mean, standardDeviation }, at) => {
          const row = factor[at] ?? []
          const normal = row.reduce((sum, one, j) => sum + one * (independent[j] as number), 0)
          return drawnValue(distribution, mean, standardDeviation, normal)
        })
      })
      return { ...problem, seed, measures, correlations, architectureIds: IDS, values }
    }),
  )
}

/** Every step of the random draws, so that another language finds where it differs. */
export function drawVectors() {
  return {
    mix: [0, 1, 0x7fffffff, 0x80000000, 0xffffffff].map((word) => ({ word, mixed: mix(word) })),
    fnv1a: ['', 'a', ...PROBLEMS.map(({ instance }) => instance)].map((text) => ({
      text,
      hash: fnv1a(text) >>> 0,
    })),
    normalQuantile: [2 ** -33, 1e-6, 0.01, 0.075, 0.3, 0.5, 0.62, 0.925, 0.999, 1 - 2 ** -33].map(
      (p) => ({ p, quantile: normalQuantile(p) }),
    ),
    exponential: NUMBERS.map((x) => ({ x, exponential: exponential(x) })),
    naturalLogarithm: [1e-300, 1e-9, 0.7, 1, 1.0000001, Math.SQRT2, 2, 3.7, 1e12].map((x) => ({
      x,
      logarithm: naturalLogarithm(x),
    })),
    cholesky: MATRICES.map((matrix) => ({ matrix, factor: cholesky(matrix) })),
    deviations: PREDICTED.map(({ distribution, mean, standardDeviation }) => ({
      distribution,
      mean,
      standardDeviation,
      deviations: Object.fromEntries(
        DEVIATIONS.map((of) => [
          of,
          predictiveDeviation(distribution, mean, standardDeviation, of),
        ]),
      ),
    })),
    runs: PROBLEMS.flatMap((problem) =>
      SEEDS.map((seed) => {
        const draw = randomRun(seed, problem)
        const runs = [1, 2, 3].flatMap((count) => IDS.map((id) => draw(id, count)))
        return { ...problem, seed, ofRuns: [1, 2, 3], architectureIds: IDS, runs }
      }),
    ),
    normals: PROBLEMS.flatMap((problem) =>
      SEEDS.map((seed) => {
        const measure = 'overallAccuracy.validation'
        const normals = IDS.map(randomNormal(seed, { ...problem, measure }))
        return { ...problem, measure, seed, architectureIds: IDS, normals }
      }),
    ),
    draws: jointDraws(),
  }
}
