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
  }
}
