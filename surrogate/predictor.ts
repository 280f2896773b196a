import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import type { InferenceSession } from 'onnxruntime-node'
import type { Instance } from '../fitness/instance.ts'
import { type Measure, measureName, measuresOf } from '../fitness/measure.ts'
import type { PredictionTable } from '../fitness/prediction-table.ts'
import type { Space } from '../space/space.ts'
import { readCard, type SurrogateCard } from './card.ts'
import { FEATURE_COUNT, FEATURES_VERSION, featuresOf } from './features/features.ts'
import { MODEL_DEVIATION, MODEL_DISTANCE, MODEL_INPUT, MODEL_MEAN } from './model-names.ts'
import { checkNearest, readNearest } from './nearest-file.ts'
import { cutTrees } from './onnx/cut-trees.ts'
import { treeSums } from './onnx/tree-sums.ts'
import { DEVIATION_BITS, MEAN_BITS, roundedTo } from './rounding.ts'

/**
 * Raised when the same model begins to predict other numbers, or these are stored in another way: a
 * release then takes no predictions over from one of another version. Version 1 was not rounded, 2 not
 * bounded, 3 stored four bytes a number.
 */
export const PREDICTIONS_VERSION = 4

/** A model that was checked against its card. */
export interface SurrogateModel {
  readonly id: string
  readonly instance: Instance
  readonly card: SurrogateCard
  /** Of the ONNX file. */
  readonly sha256: string
  /** Of the ONNX file. */
  readonly path: string
}

export interface LoadedSurrogates {
  readonly models: SurrogateModel[]
  readonly refused: { readonly file: string; readonly reason: string }[]
}

/** The models that come with the service. */
export const MODELS_FOLDER = join(import.meta.dirname, 'models')
const FIX = 'Restore the file, or train the surrogate again (docs/surrogate.md).'

/** Architectures that go through the model at once: their covariances stay in the cache. */
export const PREDICTED_AT_ONCE = 256

/** Newest last: versions compare as numbers where they are numbers. */
function byVersion(left: SurrogateModel, right: SurrogateModel): number {
  return left.card.version.localeCompare(right.card.version, 'en', { numeric: true })
}

/**
 * The newest usable model of each instance; none is opened before it has to predict. A file that is damaged, of another format or for other
 * features is refused with the reason; an older version of its instance then takes its place.
 * @param isProven whether a model has predicted before: ONNX Runtime, which takes time and memory,
 * is asked about the others only
 */
export async function loadSurrogates(
  folder: string = MODELS_FOLDER,
  isProven: (model: SurrogateModel) => Promise<boolean> = async () => false,
): Promise<LoadedSurrogates> {
  const found = await readdir(folder, { recursive: true }).catch(() => [])
  const models: SurrogateModel[] = []
  const refused: { file: string; reason: string }[] = []
  for (const name of found.filter((file) => file.endsWith('.json')).sort()) {
    try {
      const model = await loadSurrogate(join(folder, name))
      if (!(await isProven(model))) await (await openSession(model.path)).release()
      models.push(model)
    } catch (error) {
      refused.push({ file: name, reason: error instanceof Error ? error.message : String(error) })
    }
  }
  const newest = new Map(models.sort(byVersion).map((model) => [model.instance.id, model]))
  return { models: [...newest.values()], refused }
}

async function loadSurrogate(cardPath: string): Promise<SurrogateModel> {
  const card = readCard(await readFile(cardPath, 'utf8'), cardPath)
  const { features, file, sha256 } = card.model
  if (features.version !== FEATURES_VERSION || features.count !== FEATURE_COUNT) {
    throw new Error(
      `${cardPath}: the model is for ${features.count} features of version ${features.version}, and this service computes ${FEATURE_COUNT} of version ${FEATURES_VERSION}. Train the surrogate again (docs/surrogate.md).`,
    )
  }
  const path = join(dirname(cardPath), file)
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw new Error(`${path}: the model cannot be read (${error.code}). ${FIX}`)
  })
  const digest = createHash('sha256').update(bytes).digest('hex')
  if (digest !== sha256) {
    throw new Error(
      `${path}: the model is damaged: its sha256 is ${digest}, its card says ${sha256}. ${FIX}`,
    )
  }
  const { file: nearest, sha256: nearestSha256 } = card.model.nearest
  const nearestPath = join(dirname(cardPath), nearest)
  const budgets = card.budgets.length
  await checkNearest(nearestPath, { sha256: nearestSha256, budgets }).catch((error: Error) => {
    throw new Error(`${nearestPath}: the distances cannot be read (${error.message}). ${FIX}`)
  })
  return { id: card.id, instance: card.instance, card, sha256, path }
}

// With several, the last bits of a sum depend on how many there are; whoever has several cores predicts
// several ranges of the space at once.
const THREADS = 1

// Not loaded before it is needed: where all predictions are stored it never is, and takes no memory.
const onnxRuntime = () => import('onnxruntime-node')

async function openSession(path: string, model?: Uint8Array): Promise<InferenceSession> {
  const { InferenceSession } = await onnxRuntime()
  try {
    return await InferenceSession.create(model ?? (await readFile(path)), {
      intraOpNumThreads: THREADS,
      graphOptimizationLevel: 'all',
    })
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new Error(`${path}: ONNX Runtime does not take the model (${reason}). ${FIX}`)
  }
}

/** An open model: any number of architectures in, one row of all outputs each. */
export interface Predictor {
  /**
   * @param features architectures × features
   * @param distances architectures × budgets: graph edits to the nearest architecture trained on
   * @returns architectures × outputs of the card, row-major
   */
  predict(
    features: Float32Array,
    distances: Float32Array,
  ): Promise<{ means: Float32Array; standardDeviations: Float32Array }>
  close(): Promise<void>
}

export async function openPredictor(model: Pick<SurrogateModel, 'path'>): Promise<Predictor> {
  const { Tensor } = await onnxRuntime()
  const { model: rest, ensembles } = cutTrees(await readFile(model.path))
  const session = await openSession(model.path, rest)
  const sumsOf = treeSums(ensembles)
  return {
    async predict(features, distances) {
      const rows = features.length / FEATURE_COUNT
      const sums = sumsOf(features).map(
        (sum, at) =>
          [ensembles[at]?.output as string, new Tensor('float32', sum, [rows, 1])] as const,
      )
      const outputs = await session.run({
        [MODEL_INPUT]: new Tensor('float32', features, [rows, FEATURE_COUNT]),
        [MODEL_DISTANCE]: new Tensor('float32', distances, [rows, distances.length / rows]),
        ...Object.fromEntries(sums),
      })
      return {
        means: outputs[MODEL_MEAN]?.data as Float32Array,
        standardDeviations: outputs[MODEL_DEVIATION]?.data as Float32Array,
      }
    },
    close: () => session.release(),
  }
}

/**
 * By budget of the card and architecture id: graph edits to the nearest architecture trained on.
 * @throws Error naming a file that is missing or damaged
 */
export async function nearestOf(
  { path, card }: Pick<SurrogateModel, 'path' | 'card'>,
  size: number,
): Promise<Uint8Array[]> {
  const { file, sha256 } = card.model.nearest
  const own = join(dirname(path), file)
  const budgets = card.budgets.length
  return readNearest(own, { sha256, budgets, size }).catch((error: Error) => {
    throw new Error(`${own}: the distances cannot be read (${error.message}). ${FIX}`)
  })
}

/** Rows of distances as the model takes them, of architectures from an id on. */
function distanceRows(
  nearest: readonly Uint8Array[],
  { from, count }: { from: number; count: number },
): Float32Array {
  const rows = new Float32Array(count * nearest.length)
  for (const [budget, column] of nearest.entries()) {
    for (let row = 0; row < count; row++) {
      rows[row * nearest.length + budget] = column[from + row] as number
    }
  }
  return rows
}

interface Columns {
  readonly epochs: number
  readonly measure: Measure
  readonly means: Float32Array
  readonly standardDeviations: Float32Array
}

function emptyColumns({ card, instance }: SurrogateModel, size: number): Columns[] {
  const measures = new Map(measuresOf(instance).map((measure) => [measureName(measure), measure]))
  return card.outputs.map(({ epochs, measure }) => ({
    epochs,
    measure: measures.get(measure) as Measure,
    means: new Float32Array(size),
    standardDeviations: new Float32Array(size),
  }))
}

/** A part of the space. */
export interface PredictedRange {
  /** Id of the first architecture; a multiple of `PREDICTED_AT_ONCE`. */
  readonly from: number
  /** Id after the last one. */
  readonly to: number
}

/** Several models, open to predict one range of the space after the other. */
export interface SpacePredictor {
  /**
   * Predictions of each model for the architectures of a range, with the features computed once for
   * all; rounded (see rounding.ts), so that a release of them is small.
   * @param onProgress called with the architectures predicted so far
   */
  predict(
    range: PredictedRange,
    onProgress?: (done: number, total: number) => void,
  ): Promise<PredictionTable[][]>
  close(): Promise<void>
}

export async function openSpacePredictor(
  models: readonly SurrogateModel[],
  space: Space,
): Promise<SpacePredictor> {
  const nearest = await Promise.all(models.map((model) => nearestOf(model, space.size)))
  const predictors = await Promise.all(models.map(openPredictor))
  return {
    async predict({ from: first, to }, onProgress = () => {}) {
      const columns = models.map((model) => emptyColumns(model, to - first))
      for (let from = first; from < to; from += PREDICTED_AT_ONCE) {
        const count = Math.min(PREDICTED_AT_ONCE, to - from)
        const ids = Uint32Array.from({ length: count }, (_, at) => from + at)
        const features = featuresOf(space, ids)
        for (const [at, predictor] of predictors.entries()) {
          const distances = distanceRows(nearest[at] ?? [], { from, count })
          const predicted = await predictor.predict(features, distances)
          scatter(columns[at] as Columns[], predicted, from - first)
        }
        onProgress(from + count - first, to - first)
        await setImmediate() // a server answers in between
      }
      return models.map((model, at) =>
        tablesOf(model.card, { columns: columns[at] ?? [], nearest: nearest[at] ?? [] }),
      )
    },
    async close() {
      await Promise.all(predictors.map((predictor) => predictor.close()))
    },
  }
}

function scatter(
  columns: readonly Columns[],
  predicted: { means: Float32Array; standardDeviations: Float32Array },
  from: number,
): void {
  const rows = predicted.means.length / columns.length
  for (const [column, { means, standardDeviations }] of columns.entries()) {
    for (let row = 0; row < rows; row++) {
      const at = row * columns.length + column
      const deviation = predicted.standardDeviations[at] as number
      means[from + row] = roundedTo(MEAN_BITS, predicted.means[at] as number)
      standardDeviations[from + row] = roundedTo(DEVIATION_BITS, deviation)
    }
  }
}

function tablesOf(
  { budgets, outputs }: SurrogateCard,
  { columns, nearest }: { columns: readonly Columns[]; nearest: readonly Uint8Array[] },
): PredictionTable[] {
  return budgets.map(({ epochs, correlations }, at) => {
    const own = columns.filter((column) => column.epochs === epochs)
    return {
      epochs,
      measures: own.map(({ measure }) => measure),
      means: own.map(({ means }) => means),
      standardDeviations: own.map(({ standardDeviations }) => standardDeviations),
      distributions: outputs
        .filter((output) => output.epochs === epochs)
        .map(({ distribution }) => distribution),
      correlations,
      nearestMeasured: nearest[at] as Uint8Array,
    }
  })
}

/** Predictions of one model for every architecture. */
export async function predictAll(
  model: SurrogateModel,
  space: Space,
  onProgress?: (done: number, total: number) => void,
): Promise<PredictionTable[]> {
  const predictor = await openSpacePredictor([model], space)
  try {
    const [tables] = await predictor.predict({ from: 0, to: space.size }, onProgress)
    return tables ?? []
  } finally {
    await predictor.close()
  }
}
