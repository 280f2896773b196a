import { bitCount, EDGES_MAX, edgeBit, keptVertices, VERTICES_MAX } from '../../space/cell.ts'
import { type Figure, notTestable, verdictOf } from './figure.ts'

/** The share of all 2^21 matrices of 7 vertices that are no architecture: counted, not sampled. */
export function invalidShare(): number {
  const all = 1 << edgeBit(0, VERTICES_MAX)
  let invalid = 0
  for (let adjacency = 0; adjacency < all; adjacency++) {
    const kept = keptVertices(VERTICES_MAX, adjacency)
    let edges = 0
    for (let y = 1; y < VERTICES_MAX; y++) {
      if ((kept >>> y) & 1) edges += bitCount(kept & (adjacency >>> edgeBit(0, y)) & ((1 << y) - 1))
    }
    if (kept === 0 || edges > EDGES_MAX) invalid++
  }
  return invalid / all
}

/** P2, what can be said of the initialisation study without its runs; P3 and P4. */
export function otherFigures(): Figure[] {
  const share = invalidShare()
  return [
    {
      study: 'P2',
      quantity: 'Share of random matrices that are no architecture',
      definition: 'Each of the 21 edges with probability 1/2, all 2,097,152 matrices counted.',
      published: '27 % (17 % of the draws of the published code)',
      ours: `${(100 * share).toFixed(1)} %`,
      verdict: verdictOf(100 * share, { value: 27, digits: 0 }),
      reason:
        'The published code scores them 0, which alone lowers the mean of a random initial population by as much.',
      table: null,
    },
    notTestable({
      study: 'P2',
      quantity: 'Wilcoxon tests of initial populations',
      definition: 'Centroids against random and Latin hypercube populations, 100 runs each.',
      published: 'eight p-values from 2.3e-7 to .69',
      reason:
        '`npm run study -- initialisation cifar10 --epochs 36` runs the experiment on this benchmark.',
    }),
    notTestable({
      study: 'P3',
      quantity: 'Hyperparameter landscapes of DS-2019 and YAHPO',
      definition: 'Neutrality degree, locality, modes at the majority-class share.',
      published: 'figures of the study',
      reason:
        'Their data are not among the sources; the definitions are computed on our instances.',
    }),
    notTestable({
      study: 'P4',
      quantity: 'Compact classifiers on So2Sat LCZ-42',
      definition: 'Differentiable search of a cell and its depth.',
      published: 'OA 64.96, AA 54.02, kappa .62 on d1; 98.00, 91.44, .980 on d2',
      reason: 'Another search space and protocol: reference points for fronts, nothing to compute.',
    }),
  ]
}
