/**
 * Facts that others published about NASBench-101. The vectors hold them too, and their test compares
 * the two, so that the vectors are not only right by our own account.
 */
export const ANCHORS = {
  /** Ying et al. 2019; nasbench's README and notebook. */
  architectures: 423_624,
  firstHash: '00005c142e6f48ac74fdcf73e3439874',
  lastHash: 'ffff76fafa7b0cdf545fd7feee9c8bf9',
  /** The id that the published So2Sat LCZ-42 files use. */
  known: { hash: 'fb150c15ea56ec137175f9cc967397a9', architectureId: 415_498 },
  /** Of the first matrix among the vectors, as the article "Cholesky decomposition" of Wikipedia has it. */
  cholesky: [[2], [6, 1], [-8, 5, 3]],
  /** The cell of nasbench's README, and what its notebook prints of it. */
  inception: {
    matrix: [
      [0, 1, 1, 1, 0, 1, 0],
      [0, 0, 0, 0, 0, 0, 1],
      [0, 0, 0, 0, 0, 0, 1],
      [0, 0, 0, 0, 1, 0, 0],
      [0, 0, 0, 0, 0, 0, 1],
      [0, 0, 0, 0, 0, 0, 1],
      [0, 0, 0, 0, 0, 0, 0],
    ],
    operations: [
      'input',
      'conv1x1-bn-relu',
      'conv3x3-bn-relu',
      'conv3x3-bn-relu',
      'conv3x3-bn-relu',
      'maxpool3x3',
      'output',
    ],
    hash: '28cfc7874f6d200472e1a9dcd8650aa0',
    representative: {
      matrix: [
        [0, 1, 1, 1, 1, 0, 0],
        [0, 0, 0, 0, 0, 0, 1],
        [0, 0, 0, 0, 0, 0, 1],
        [0, 0, 0, 0, 0, 0, 1],
        [0, 0, 0, 0, 0, 1, 0],
        [0, 0, 0, 0, 0, 0, 1],
        [0, 0, 0, 0, 0, 0, 0],
      ],
      operations: [
        'input',
        'conv3x3-bn-relu',
        'conv1x1-bn-relu',
        'maxpool3x3',
        'conv3x3-bn-relu',
        'conv3x3-bn-relu',
        'output',
      ],
    },
    trainableParameters: 2_694_282,
    run: {
      'overallAccuracy.train': 1,
      'overallAccuracy.validation': 0.9376001358032227,
      'overallAccuracy.test': 0.9311898946762085,
      trainingTimeS: 1155.85302734375,
    },
  },
} as const
