import { availableParallelism } from 'node:os'
import { checkPredictions } from '../fitness/check-predictions.ts'
import type { Withheld } from '../fitness/distribution.ts'
import type { Instance } from '../fitness/instance.ts'
import { measureName, measuresOf } from '../fitness/measure.ts'
import type { PackedPredictions } from '../fitness/packed-predictions.ts'
import type { PredictionTable } from '../fitness/prediction-table.ts'
import { editDistances } from '../space/edit-distance.ts'
import type { NeighbourGraph } from '../space/neighbour-graph.ts'
import type { Space } from '../space/space.ts'
import {
  CARD_FORMAT,
  type CardSource,
  type Check,
  type Protocol,
  type SurrogateCard,
  type Tried,
} from '../surrogate/card.ts'
import { CardError } from '../surrogate/card-error.ts'
import {
  type CardPlace,
  cardPath,
  createCard,
  digestOf,
  findCard,
  freeVersion,
  type ModelFiles,
  rewriteCard,
  versionsOf,
} from '../surrogate/card-files.ts'
import { nearestDigest } from '../surrogate/nearest-file.ts'
import type { WorldsFile } from '../surrogate/worlds/world-file.ts'
import { worldsDigest } from '../surrogate/worlds-file.ts'
import { cardToWrite } from './card-to-write.ts'
import { independentChecks, marginalChecks } from './check.ts'
import { CheckError } from './check-error.ts'
import { checkLines } from './check-lines.ts'
import { checkWorldsCall } from './check-worlds-call.ts'
import { commandOf, HELP, parseCall, type SurrogateCall, type Verb } from './command-line.ts'
import { evaluate, hasGroups } from './evaluation/evaluate.ts'
import { describeProtocol, reportLines } from './evaluation/report.ts'
import type { FoldRunner, WorkerContext } from './evaluation/run-folds.ts'
import { foldDataOf } from './fold-data-of.ts'
import { limitationsOf } from './limitations.ts'
import type { TrainingContext } from './model.ts'
import { predictedOf, type Recipe } from './recipe.ts'
import { RefusedError } from './refused-error.ts'
import type { TrainedSurrogate } from './train.ts'
import type { TrainingTable } from './training-set.ts'
import {
  TRAINING_ROWS_MIN,
  type TrainingData,
  type TrainingSet,
  trainingData,
} from './training-set.ts'
import { assertKeepsBudgets, withEvaluation } from './with-evaluation.ts'

/** What the database holds of an instance. */
export interface IngestedInstance {
  readonly instance: Instance
  readonly sources: readonly CardSource[]
  readonly tables: readonly TrainingTable[]
}

export interface SurrogateEnvironment {
  /** Null where nothing of the instance was ingested. */
  readInstance(id: string): Promise<IngestedInstance | null>
  recipeOf(instance: string): Recipe
  triedOf(instance: string): readonly Tried[]
  openSpace(): Promise<Space>
  openGraph(space: Space): NeighbourGraph
  readonly modelsFolder: string
  train(sets: readonly TrainingSet[], context: TrainingContext): Promise<TrainedSurrogate>
  foldRunner(workers: number, context: WorkerContext): FoldRunner
  /** What a model that is not written yet predicts of all architectures. */
  predictions(
    card: SurrogateCard,
    files: ModelFiles,
    space: Space,
  ): Promise<readonly PredictionTable[]>
  /** What the model of a card predicts of all architectures. */
  writtenPredictions(
    card: SurrogateCard,
    place: CardPlace,
    space: Space,
  ): Promise<readonly PredictionTable[]>
  /** What worlds of the model of a card are drawn from. */
  worldsFile(card: SurrogateCard, place: CardPlace): Promise<WorldsFile | null>
  /** What the model of a card predicts of some architectures; one a budget. */
  somePredictions(
    card: SurrogateCard,
    place: CardPlace,
    asked: { readonly space: Space; readonly architectureIds: readonly number[] },
  ): Promise<readonly PackedPredictions[]>
  /** Results. */
  write(text: string): void
  /** How far it is. */
  progress(line: string): void
}

/** Done; refused or failed; called wrongly. */
export type ExitCode = 0 | 1 | 2

/** Runs `npm run surrogate`. */
export async function runSurrogateCommand(
  args: readonly string[],
  environment: SurrogateEnvironment,
): Promise<ExitCode> {
  const call = parseCall(args)
  if ('problem' in call) {
    environment.write(`${call.problem}\n\n${HELP}`)
    return 2
  }
  if ('help' in call) {
    environment.write(HELP)
    return 0
  }
  try {
    await CALLS[call.verb](call, environment)
    return 0
  } catch (error) {
    const isExpected = [RefusedError, CardError, CheckError, RangeError].some(
      (kind) => error instanceof kind,
    )
    if (!isExpected) throw error
    environment.write(`${(error as Error).message}\n`)
    return 1
  }
}

const CALLS: Readonly<
  Record<Verb, (call: SurrogateCall, environment: SurrogateEnvironment) => Promise<void>>
> = {
  train: trainCall,
  evaluate: evaluateCall,
  check: checkCall,
  'check-worlds': (call, environment) => checkWorldsCall(call, environment, prepare),
}

/** What a call is about. */
export interface Prepared {
  readonly instance: Instance
  readonly recipe: Recipe
  /** Instances whose evaluations were looked at. */
  readonly from: readonly string[]
  readonly space: Space
  readonly data: TrainingData
  readonly sources: readonly CardSource[]
  /** Of the newest version, where the call names none. */
  readonly place: CardPlace
}

async function prepare(call: SurrogateCall, environment: SurrogateEnvironment): Promise<Prepared> {
  const folder = {
    modelsFolder: call.modelsFolder ?? environment.modelsFolder,
    instance: call.instance,
  }
  const versions = await versionsOf(folder)
  const newest = { ...folder, version: versions.at(-1) ?? '1' }
  const place: CardPlace = { ...newest, ...(call.version !== null && { version: call.version }) }
  // Before hours of work, not after.
  if (call.verb === 'train' && call.version !== null && versions.includes(call.version)) {
    throw versionTaken(place, versions)
  }
  const own = await environment.readInstance(call.instance)
  const instance = own?.instance ?? (await findCard(newest))?.instance
  if (instance === undefined) throw notIngested(call.instance)
  const recipe = environment.recipeOf(call.instance)
  const from = call.data ?? recipe.data ?? [call.instance]
  const ingested = new Map<string, IngestedInstance>()
  for (const id of from) {
    const read = id === call.instance ? own : await environment.readInstance(id)
    if (read === null) throw notIngested(id)
    ingested.set(id, read)
  }
  const data = trainingData(
    [...ingested].map(([id, { tables }]) => ({ instance: id, tables })),
    predictedOf(instance, recipe),
  )
  if (data.sets.length === 0) {
    throw new RefusedError(
      `Of no measure of ${instance.id} are there ${TRAINING_ROWS_MIN} architectures at one budget in ${from.join(', ')}. Ingest more, or name another instance with --data.`,
    )
  }
  for (const { epochs, measure, from, rows } of data.origins) {
    environment.progress(`${measureName(measure)} at ${epochs} epochs: ${rows} from ${from}`)
  }
  const used = new Set(data.origins.map(({ from }) => from))
  const sources = [...ingested].flatMap(([id, { sources }]) => (used.has(id) ? sources : []))
  const space = await environment.openSpace()
  return { instance, recipe, from, space, data, sources, place }
}

function notIngested(id: string): RefusedError {
  return new RefusedError(
    `The database holds nothing of ${id}. Ingest it first (npm run ingest, docs/ingest.md).`,
  )
}

function versionTaken(place: CardPlace, versions: readonly string[]): RefusedError {
  return new RefusedError(
    `Version ${place.version} of ${place.instance} exists (${cardPath(place)}) and is never overwritten. Leave out --version to train version ${freeVersion(versions)}, or name another one.`,
  )
}

async function trainCall(call: SurrogateCall, environment: SurrogateEnvironment): Promise<void> {
  const { place: prepared, from, ...rest } = await prepare(call, environment)
  const { instance, recipe, space, data, sources } = rest
  const { sets } = data
  const { seed } = call
  const onProgress = (line: string) => environment.progress(line)
  const graph = environment.openGraph(space)
  const distancesFrom = (ids: Iterable<number>) => editDistances(graph, ids)
  const trained = await environment.train(sets, {
    instance,
    recipe,
    space,
    distancesFrom,
    seed,
    onProgress,
  })
  if (trained.outputs.length === 0) throw nothingPredicted(instance, trained.withheld)
  const sha256 = digestOf(trained.onnx)
  const versions = await versionsOf(prepared)
  const version = call.version ?? freeVersion(versions)
  const place = { ...prepared, version }
  const card: SurrogateCard = {
    format: CARD_FORMAT,
    id: `${instance.id}-${version}`,
    version,
    instance,
    model: {
      file: `${version}.onnx`,
      sha256,
      sizeBytes: trained.onnx.length,
      features: trained.features,
      opset: trained.opset,
      nearest: { file: `${version}.nearest.gz`, sha256: nearestDigest(trained.nearest) },
      worlds: { file: `${version}.worlds.gz`, sha256: worldsDigest(trained.worlds) },
    },
    training: {
      seed,
      rows: new Set(sets.flatMap(({ architectureIds }) => [...architectureIds])).size,
      sources: [...sources],
      trainedWith: commandOf({ ...call, data: from, version }),
    },
    outputs: [...trained.outputs],
    budgets: [...trained.budgets],
    withheld: [...trained.withheld],
    evaluation: null,
    checks: [],
    tried: [...environment.triedOf(instance.id)],
    limitations: limitationsOf(data, { instance: instance.id, recipe, space, trained }),
  }
  for (const table of await environment.predictions(card, trained, space)) {
    checkPredictions({ id: card.id, instance }, table, space.size)
  }
  if (!(await createCard(place, card, trained))) throw versionTaken(place, versions)
  for (const { epochs, measure, reason } of trained.withheld) {
    environment.write(`${measure} at ${epochs} epochs is withheld. ${reason}\n`)
  }
  environment.write(
    `${card.id}: ${trained.outputs.length} outputs, ${card.training.rows} architectures, ${trained.onnx.length} bytes, sha256 ${sha256}\n${cardPath(place)}\n`,
  )
}

function nothingPredicted(instance: Instance, withheld: readonly Withheld[]): RefusedError {
  const reasons = withheld.map(
    ({ epochs, measure, reason }) => `${measure} at ${epochs}: ${reason}`,
  )
  return new RefusedError(
    `No measure of ${instance.id} can be predicted better than by its mean. Measure more architectures.\n${reasons.join('\n')}`,
  )
}

async function evaluateCall(call: SurrogateCall, environment: SurrogateEnvironment): Promise<void> {
  const prepared = await prepare(call, environment)
  const { instance, recipe, space, place } = prepared
  const data = ofBudgets(prepared.data, call.epochs)
  const protocols = protocolsOf(call, data)
  if (call.write) {
    // Before hours of work, not after.
    const card = await cardToWrite(place, prepared.sources)
    const budgets = data.sets.map(({ epochs }) => epochs)
    for (const protocol of protocols) {
      assertKeepsBudgets(card, { protocol, seed: call.seed, budgets })
    }
  }
  const workers = call.workers ?? availableParallelism()
  const graph = environment.openGraph(space)
  const run = environment.foldRunner(workers, { instance, recipe, space, graph })
  const folds = data.sets.map((set) => {
    const lower = prepared.data.sets.findLast(({ epochs }) => epochs < set.epochs) ?? null
    return foldDataOf({ set, lower }, { instance, space })
  })
  for (const protocol of protocols) {
    const label = describeProtocol(protocol)
    const evaluation = await evaluate(
      { instance, data, folds, protocol, seed: call.seed },
      { run, onProgress: (done, total) => environment.progress(`${label}: ${done} of ${total}`) },
    )
    environment.write(`${instance.id}, ${reportLines(evaluation).join('\n')}\n\n`)
    if (!call.write) continue
    const card = await cardToWrite(place, prepared.sources)
    await rewriteCard(place, withEvaluation(card, evaluation))
    environment.write(`Kept in ${cardPath(place)}\n`)
  }
}

async function checkCall(call: SurrogateCall, environment: SurrogateEnvironment): Promise<void> {
  const { instance, space, place, data, sources } = await prepare(call, environment)
  const card = await cardToWrite(place, sources)
  const predictions = await environment.writtenPredictions(card, place, space)
  const checks =
    call.values === null
      ? await againstInstance(call, { data, instance, predictions, environment })
      : await marginalChecks(predictions, call.values, {
          epochs: call.epochs?.[0] ?? Math.max(...card.outputs.map(({ epochs }) => epochs)),
          columns: call.columns,
        })
  environment.write(`${checkLines(checks).join('\n')}\n`)
  if (!call.write) return
  const isSame = (left: Check, right: Check) =>
    left.kind === right.kind && left.source.name === right.source.name
  const kept = card.checks.filter((before) => !checks.some((check) => isSame(before, check)))
  await rewriteCard(place, { ...card, checks: [...kept, ...checks] })
  environment.write(`Kept in ${cardPath(place)}\n`)
}

interface Compared extends Pick<Prepared, 'data' | 'instance'> {
  readonly predictions: readonly PredictionTable[]
  readonly environment: SurrogateEnvironment
}

async function againstInstance(
  { against }: SurrogateCall,
  { data, instance, predictions, environment }: Compared,
): Promise<Check[]> {
  const name = against ?? instance.id
  const read = await environment.readInstance(name)
  if (read === null) throw notIngested(name)
  const others = trainingData([{ instance: name, tables: read.tables }], measuresOf(instance))
  const checks = independentChecks(predictions, data.sets, { name, sets: others.sets })
  if (checks.length > 0) return checks
  throw new RefusedError(
    `${name} has no measure with 10 architectures that the surrogate of ${instance.id} predicts and was not trained on.`,
  )
}

function ofBudgets(data: TrainingData, epochs: readonly number[] | null): TrainingData {
  if (epochs === null) return data
  const known = data.sets.map((set) => set.epochs)
  const missing = epochs.filter((budget) => !known.includes(budget))
  if (missing.length > 0) {
    throw new RefusedError(
      `There are no training data at ${missing.join(', ')} epochs; there are at ${known.join(', ')}.`,
    )
  }
  const isKept = (set: number) => epochs.includes(known[set] ?? 0)
  return {
    sets: data.sets.filter((_, set) => isKept(set)),
    origins: data.origins.filter((origin) => epochs.includes(origin.epochs)),
  }
}

function protocolsOf(call: SurrogateCall, { sets }: TrainingData): Protocol[] {
  const { by, folds, trainSize, testSize } = call
  if (trainSize !== null || testSize !== null) {
    return [{ by: 'hold-out', folds: null, repeats: call.repeats ?? 1, trainSize, testSize }]
  }
  const isGrouped = sets.every((set) => hasGroups(set, folds))
  if (by === 'group' && !isGrouped) {
    throw new RefusedError(
      `There are fewer than ${folds} sample groups at some budget. Use --by row, or fewer --folds.`,
    )
  }
  const ways = by === 'group' || by === 'row' ? [by] : (['group', 'row'] as const)
  return ways
    .filter((way) => way === 'row' || isGrouped)
    .map((way) => ({
      by: way,
      folds,
      repeats: call.repeats ?? 3,
      trainSize: null,
      testSize: null,
    }))
}
