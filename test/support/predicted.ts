import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Hono } from 'hono'
import { buildApp } from '../../api/http/app.ts'
import type { HttpEnvironment } from '../../api/http/http.ts'
import type { Context, Served } from '../../api/operations/context.ts'
import type { SurrogateModel } from '../../api/operations/release-view.ts'
import type { Distribution, Withheld } from '../../fitness/distribution.ts'
import type { Instance } from '../../fitness/instance.ts'
import { measureName, measuresOf } from '../../fitness/measure.ts'
import type { PredictionTable } from '../../fitness/prediction-table.ts'
import type { Release } from '../../fitness/release.ts'
import type { Space } from '../../space/space.ts'
import { derivedFor } from './landscapes.ts'
import { contextFor, memoryLog, plainInstance, testInstance, testRelease } from './served.ts'
import { testSpace } from './space.ts'
import { viewed } from './viewed.ts'
import { worldsFor } from './world-model.ts'

// Invented predictions: none of these numbers came out of a model.

/** An instance of which nothing is measured. */
export const predictedInstance: Instance = {
  ...plainInstance,
  id: 'predicted-instance',
  metrics: [
    {
      name: 'overallAccuracy',
      splits: ['validation', 'test'],
      unit: 'fraction',
      direction: 'maximize',
      description: 'Invented',
    },
    {
      name: 'trainingTimeS',
      splits: [],
      unit: 'second',
      direction: 'minimize',
      description: 'Invented',
    },
  ],
}

/** Predictions of the named measures, different for each architecture, measure and budget. */
export function predictionTable(
  instance: Instance,
  epochs: number,
  options: { names: readonly string[]; size: number },
): PredictionTable {
  const { names, size } = options
  const measures = measuresOf(instance).filter((one) => names.includes(measureName(one)))
  const column = (offset: number, scale: number) =>
    Float32Array.from({ length: size }, (_, id) => offset + (scale * ((id * 7919) % 1009)) / 1009)
  return {
    epochs,
    measures,
    means: measures.map((_, at) => column(0.4 + 0.1 * at + epochs / 1000, 0.1)),
    standardDeviations: measures.map((_, at) => column(0.01 + 0.002 * at, 0.01)),
    distributions: measures.map((_, at): Distribution => {
      const common = { noise: 0.01, least: 0.1, most: 0.96, runs: 3 }
      return at === 0
        ? { family: 'log-normal', side: 'below', bound: 0.97, ...common }
        : { family: 'normal', ...common }
    }),
    correlations: measures.map((_, row) => measures.map((__, at) => (row === at ? 1 : 0.5))),
    nearestMeasured: Uint8Array.from({ length: size }, (_, id) => id % 5),
  }
}

// Any file will do: what is served is its bytes.
const modelPath = import.meta.filename
const modelBytes = readFileSync(modelPath)

function modelOf(instance: Instance, tables: readonly PredictionTable[]): SurrogateModel {
  const sha256 = createHash('sha256').update(modelBytes).digest('hex')
  const id = `${instance.id}-1`
  return {
    id,
    sha256,
    path: modelPath,
    card: {
      format: 1,
      id,
      version: '1',
      instance,
      model: {
        file: '1.onnx',
        sha256,
        sizeBytes: modelBytes.length,
        features: { version: 1, count: 1 },
        opset: 1,
        nearest: { file: '1.nearest.gz', sha256 },
      },
      training: {
        seed: 1,
        rows: 5,
        sources: [
          { name: 'invented', sha256, title: 'Invented numbers', licence: 'none', url: null },
        ],
        trainedWith: 'nothing',
      },
      outputs: tables.flatMap(({ epochs, measures }) =>
        measures.map((measure) => ({
          epochs,
          measure: measureName(measure),
          rows: 5,
          kernel: 'none',
          distribution: {
            family: 'normal' as const,
            noise: 0.01,
            least: 0,
            most: 1,
            runs: 3,
          },
          noiseFrom: 'runs' as const,
          support: [1, 1, 1] as [number, number, number],
          rSquared: 0.5,
        })),
      ),
      budgets: tables.map(({ epochs, measures, correlations }) => ({
        epochs,
        measures: measures.map(measureName),
        correlations: correlations.map((row) => [...row]),
        architecturesByDistance: [5],
      })),
      withheld: [],
      evaluation: null,
      checks: [],
      tried: [],
      limitations: ['Invented'],
    },
  }
}

/** The measures that `test-instance-1` withholds. */
export const WITHHELD: readonly Withheld[] = [
  {
    epochs: 108,
    measure: 'overallAccuracy.train',
    reason: 'Its out-of-fold R² is -0.1, not above 0.',
  },
]

/** The measures that `test-instance-1` predicts at 36 and 108 epochs. */
export const PREDICTED_NAMES = ['overallAccuracy.validation', 'overallAccuracy.test', 'latencyMs']

/** `testRelease` with a surrogate of `test-instance`, and `predicted-instance` beside it. */
export function predictedRelease(space: Space): {
  release: Release
  models: SurrogateModel[]
} {
  const { size } = space
  const own = [36, 108].map((epochs) =>
    predictionTable(testInstance, epochs, { names: PREDICTED_NAMES, size }),
  )
  const names = measuresOf(predictedInstance).map(measureName)
  const alone = [predictionTable(predictedInstance, 12, { names, size })]
  const models = [modelOf(testInstance, own), modelOf(predictedInstance, alone)]
  const surrogateOf = ({ id, sha256 }: SurrogateModel, predictions: PredictionTable[]) => ({
    id,
    sha256,
    predictions,
    withheld: id.startsWith(testInstance.id) ? WITHHELD : [],
  })
  const [first, second] = models as [SurrogateModel, SurrogateModel]
  const release = testRelease(space)
  const instances = release.instances.map((one) =>
    one.instance === testInstance ? { ...one, surrogate: surrogateOf(first, own) } : one,
  )
  return {
    models,
    release: {
      ...release,
      instances: [
        ...instances,
        {
          instance: predictedInstance,
          completeness: 'none',
          sources: [],
          tables: [],
          surrogate: surrogateOf(second, alone),
        },
      ],
    },
  }
}

let opened: Promise<Served> | undefined

export function predictedServed(): Promise<Served> {
  opened ??= testSpace().then((space) => {
    const { release, models } = predictedRelease(space)
    const view = viewed(release, space, models)
    const own = view.instances.get(predictedInstance.id)
    const tables = [...(own?.predictions.values() ?? [])].map(({ packed }) => packed)
    const readWorlds = async (surrogate: string) =>
      surrogate === own?.surrogate ? worldsFor(predictedInstance.id, tables) : null
    return { space, release: view, readWorlds, ...derivedFor(view) }
  })
  return opened
}

let app: Promise<Hono<HttpEnvironment>> | undefined

/** One service for all tests. */
export function predictedApp(): Promise<Hono<HttpEnvironment>> {
  app ??= predictedServed().then((served) => buildApp(() => served, memoryLog()))
  return app
}

export async function predictedContext(): Promise<Context> {
  return contextFor(await predictedServed())
}
