import { FIXED_COLUMNS } from '../fitness/column-name.ts'
import type { FileColumn } from './manifest.ts'

const space = (column: Pick<FileColumn, 'name' | 'type' | 'meaning'>): FileColumn => ({
  ...column,
  unit: null,
  split: null,
  source: 'space',
})

/** Columns that follow from the architecture or from the budget alone. */
export const SPACE_COLUMNS = {
  architectureId: space({
    name: FIXED_COLUMNS.architectureId,
    type: 'int32',
    meaning: 'Rank of the module hash among all architectures, from 0',
  }),
  hash: space({
    name: FIXED_COLUMNS.hash,
    type: 'string',
    meaning: 'Module hash of NASBench-101, 32 hexadecimal digits; equal for isomorphic cells',
  }),
  vertices: space({ name: 'vertices', type: 'int32', meaning: 'Vertices of the pruned cell' }),
  edges: space({ name: 'edges', type: 'int32', meaning: 'Edges of the pruned cell' }),
  matrix: space({
    name: 'matrix',
    type: 'string',
    meaning: 'Adjacency matrix of the representative as JSON, a list of rows: [[0,1],[0,0]]',
  }),
  operations: space({
    name: 'operations',
    type: 'string',
    meaning: 'Operations of the representative by vertex, separated by commas',
  }),
  epochs: space({
    name: FIXED_COLUMNS.epochs,
    type: 'int32',
    meaning: 'Training budget in epochs',
  }),
  nearestMeasured: {
    ...space({
      name: FIXED_COLUMNS.nearestMeasured,
      type: 'int32',
      meaning:
        'Graph edits to the nearest architecture that the surrogate was trained on at this budget; 0: trained on this one; 255: none can be reached',
    }),
    source: 'predicted',
  },
  run: space({
    name: FIXED_COLUMNS.run,
    type: 'int32',
    meaning: 'Number of the training run among those of the architecture at this budget, from 0',
  }),
  runs: {
    ...space({
      name: FIXED_COLUMNS.runs,
      type: 'int32',
      meaning: 'Number of training runs that the row is the mean of; 0 where it is predicted',
    }),
    source: 'either',
  },
  source: {
    ...space({
      name: FIXED_COLUMNS.source,
      type: 'string',
      meaning: 'tabular: the mean of the measured runs; surrogate: a prediction',
    }),
    source: 'either',
  },
  trainedForm: space({
    name: FIXED_COLUMNS.trainedForm,
    type: 'float64',
    meaning:
      'The cell that was trained, where it is another form than the representative: 243 × the edges as bits (edge from i to j is bit i + j (j - 1) / 2) + the operations between input and output as digits of base 3 (0 conv3x3-bn-relu, 1 conv1x1-bn-relu, 2 maxpool3x3; the first is the highest)',
  }),
} as const

/** Parameters and multiply-accumulates; `of` says of which form and for which instances. */
export function complexityColumns(suffix: string, of: string): [FileColumn, FileColumn] {
  return [
    {
      ...space({
        name: `${FIXED_COLUMNS.trainableParameters}${suffix}`,
        type: 'int32',
        meaning: `Trainable parameters of the network ${of}`,
      }),
    },
    {
      ...space({
        name: `${FIXED_COLUMNS.macs}${suffix}`,
        type: 'int64',
        meaning: `Multiply-accumulates of one forward pass of one image, of the network ${of}`,
      }),
    },
  ]
}
