import { evaluationsSource } from '../../../ingest/evaluations/evaluations-source.ts'
import { KNOWN } from '../../support/built-in.ts'
import { testSpace } from '../../support/space.ts'
import { ANCHORS } from '../../vectors/anchors.ts'
import { collect, recordingReporter, temporaryFolder, written } from '../helpers.ts'

export const INSTANCE = {
  id: 'own',
  title: 'Own measurements',
  dataset: 'none',
  sensor: 'none',
  input: { height: 32, width: 32, channels: 3 },
  classes: 10,
  protocol: 'Made up for tests',
  metrics: [
    {
      name: 'overallAccuracy',
      splits: ['validation', 'test'],
      unit: 'fraction',
      direction: 'maximize',
      description: 'Made up',
    },
    { name: 'kappa', splits: [], unit: 'coefficient', direction: 'maximize', description: 'x' },
    { name: 'latencyMs', splits: [], unit: 'millisecond', direction: 'minimize', description: 'x' },
  ],
  citation: 'none',
}

export const DESCRIPTION = {
  instance: INSTANCE,
  columns: { val: 'overallAccuracy.validation', kappa: 'kappa', ms: 'latencyMs' },
}

// The Inception-like cell of NASBench-101's README, and its published parameter count.
export const {
  hash: HASH,
  matrix: NESTED_MATRIX,
  operations: OPERATIONS,
  trainableParameters: PARAMETERS,
} = ANCHORS.inception
export const MATRIX_TEXT = NESTED_MATRIX.flat().join('')

interface Input {
  readonly description?: unknown
  readonly name?: string
  readonly more?: readonly string[]
}

export async function open(table: string | Uint8Array, input: Input = {}) {
  const space = await testSpace()
  const folder = temporaryFolder()
  const { description = DESCRIPTION, name = 'table.csv', more = [] } = input
  const paths = [table, ...more].map((content, at) =>
    written(folder, at === 0 ? name : `${at}-${name}`, content),
  )
  const json = written(folder, 'description.json', JSON.stringify(description))
  const reporter = recordingReporter()
  const source = await evaluationsSource(
    { paths, description: json },
    { space, reporter, known: KNOWN },
  )
  return { source, reporter }
}

export async function read(table: string | Uint8Array, input: Input = {}) {
  const { source, reporter } = await open(table, input)
  return { ...(await collect(source)), lines: reporter.lines }
}
