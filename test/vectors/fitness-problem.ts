import type { Distribution } from '../../fitness/distribution.ts'
import type { EvaluationTable } from '../../fitness/evaluation-table.ts'
import type { Instance, Unit } from '../../fitness/instance.ts'
import { measureName, measuresOf } from '../../fitness/measure.ts'
import type { PredictionTable } from '../../fitness/prediction-table.ts'
import type { ReleasedInstance } from '../../fitness/release.ts'
import { type Cell, formOf } from '../../space/cell.ts'
import { complexity } from '../../space/complexity.ts'
import { isomorphicForms } from '../../space/isomorphic-forms.ts'
import { sampleUniform } from '../../space/sample.ts'
import type { Space } from '../../space/space.ts'
import { tableOf } from '../support/served.ts'
import { viewed } from '../support/viewed.ts'
import { ANCHORS } from './anchors.ts'

// Invented but for the published run of the anchor: numbers that show every rule of the answers.

const metric = (name: string, unit: Unit, halfway: boolean) => ({
  name,
  splits: unit === 'fraction' ? (['train', 'validation', 'test'] as const).slice() : [],
  unit,
  direction: unit === 'fraction' ? ('maximize' as const) : ('minimize' as const),
  description: 'Invented',
  ...(halfway ? { halfway: true } : {}),
})

export const VECTOR_INSTANCE: Instance = {
  id: 'vector-instance',
  title: 'Shared test vectors',
  dataset: 'Invented',
  sensor: 'None',
  input: { height: 32, width: 32, channels: 3 },
  classes: 10,
  protocol: 'Invented for tests, but for one published run of NASBench-101',
  metrics: [
    metric('overallAccuracy', 'fraction', true),
    metric('trainingTimeS', 'second', true),
    metric('latencyMs', 'millisecond', false),
    metric('energyKWh', 'kilowatt-hour', false),
  ],
  citation: 'None',
}

export const VECTOR_SHAPE = { ...VECTOR_INSTANCE.input, classes: VECTOR_INSTANCE.classes }

// Both families, both sides and noise above and below the deviations.
const PREDICTED: Readonly<Record<string, Distribution>> = {
  'overallAccuracy.validation': {
    family: 'log-normal',
    side: 'below',
    bound: 1,
    noise: 0.3,
    least: 0,
    most: 1,
    runs: 3,
  },
  'overallAccuracy.test': { family: 'normal', noise: 0.08, least: 0, most: 1, runs: 3 },
  trainingTimeS: {
    family: 'log-normal',
    side: 'above',
    bound: 0,
    noise: 0.25,
    least: 10,
    most: 5000,
    runs: 2,
  },
  energyKWh: { family: 'normal', noise: 0, least: 0, most: 2, runs: 1 },
}

const CORRELATIONS: Readonly<Record<number, readonly (readonly number[])[]>> = {
  12: [
    [1, 0, 0, 0],
    [0, 1, 0, 0],
    [0, 0, 1, 0],
    [0, 0, 0, 1],
  ],
  108: [
    [1, 0.63, -0.2, 0.1],
    [0.63, 1, 0.05, 0.3],
    [-0.2, 0.05, 1, 0.71],
    [0.1, 0.3, 0.71, 1],
  ],
}

type Values = Record<string, number>

/** The architectures of the vectors, of which the first five are measured; every one is predicted. */
export function vectorArchitectures(space: Space): number[] {
  const sampled = sampleUniform(space, 100, 17).filter((id) => twinOf(space, id) !== null)
  return [space.idOfHash(ANCHORS.inception.hash), ...sampled.slice(0, 7)]
}

// A form with other parameters than the representative's.
function twinOf(space: Space, id: number): number | null {
  const parameters = (cell: Cell) => complexity(cell, VECTOR_SHAPE).trainableParameters
  const own = parameters(space.cellOf(id))
  const other = isomorphicForms(space.cellOf(id)).find((form) => parameters(form) !== own)
  return other === undefined ? null : formOf(other)
}

function runValues(id: number, run: number, missing: readonly string[] = []): Values {
  const fraction = (salt: number) => Math.fround((((id % 997) + run * 31 + salt) % 9984) / 9984)
  const values: Values = {
    'overallAccuracy.train': fraction(9000),
    'overallAccuracy.validation': fraction(8000),
    'overallAccuracy.test': fraction(7000),
    trainingTimeS: 1000.1 + id / 7 + run / 3,
    latencyMs: 10 / 3 + run,
    energyKWh: (1 + run) / 7,
    'halfway.overallAccuracy.train': fraction(5000),
    'halfway.overallAccuracy.validation': fraction(4000),
    'halfway.overallAccuracy.test': fraction(3000),
    'halfway.trainingTimeS': 500.1 + id / 11,
  }
  for (const name of missing) delete values[name]
  return values
}

function evaluationTables(space: Space, ids: readonly number[]): EvaluationTable[] {
  const [published = 0, one = 0, two = 0, three = 0, other = 0] = ids
  const run = (id: number, number: number, missing: readonly string[] = []) => ({
    values: runValues(id, number, missing),
  })
  const form = twinOf(space, other)
  const ofTwin = (number: number) => ({ ...run(other, number), ...(form ? { form } : {}) })
  return [
    tableOf(VECTOR_INSTANCE, 36, new Map([[one, [run(one, 0)]]])),
    tableOf(
      VECTOR_INSTANCE,
      108,
      new Map([
        [published, [{ values: { ...ANCHORS.inception.run } }]],
        [one, [run(one, 0)]],
        [two, [run(two, 0), run(two, 1, ['latencyMs', 'halfway.trainingTimeS'])]],
        [three, [run(three, 0, ['overallAccuracy.train']), run(three, 1), run(three, 2)]],
        [other, [ofTwin(0), run(other, 1), ofTwin(2)]],
      ]),
    ),
  ]
}

function predictionTables(size: number): PredictionTable[] {
  const measures = measuresOf(VECTOR_INSTANCE).filter((one) => measureName(one) in PREDICTED)
  return [12, 108].map((epochs) => {
    const column = (value: (id: number, measure: string) => number) =>
      measures.map((measure) => {
        const name = measureName(measure)
        return Float32Array.from({ length: size }, (_, id) => value(id, name))
      })
    return {
      epochs,
      measures,
      means: column((id, name) =>
        name === 'trainingTimeS' ? 100 + id / 997 : 0.9 + ((id % 101) + epochs) / 2500,
      ),
      standardDeviations: column((id, name) =>
        name === 'trainingTimeS' ? 90 + (id % 7) : 0.05 + (id % 11) / 100,
      ),
      distributions: measures.flatMap((measure) => PREDICTED[measureName(measure)] ?? []),
      correlations: CORRELATIONS[epochs] ?? [],
      nearestMeasured: Uint8Array.from({ length: size }, (_, id) =>
        id % 89 === 0 ? 255 : (id + epochs) % 6,
      ),
    }
  })
}

/** The problem as the service loads it, and the release that it is served in. */
export function vectorRelease(space: Space) {
  const ids = vectorArchitectures(space)
  const loaded: ReleasedInstance = {
    instance: VECTOR_INSTANCE,
    completeness: 'partial',
    sources: [],
    tables: evaluationTables(space, ids),
    surrogate: {
      id: 'vector-instance-1',
      sha256: '0'.repeat(64),
      predictions: predictionTables(space.size),
      withheld: [
        { epochs: 108, measure: 'latencyMs', reason: 'Its out-of-fold R² is -0.04, not above 0.' },
      ],
    },
  }
  const release = {
    id: 'r0123456789ab',
    publishedAt: '2025-01-01T00:00:00.000Z',
    instances: [loaded],
  }
  return { ids, loaded, release: viewed(release, space) }
}
