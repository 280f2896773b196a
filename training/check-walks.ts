import { measureName } from '../fitness/measure.ts'
import type { PackedPredictions } from '../fitness/packed-predictions.ts'
import type { Space } from '../space/space.ts'
import { FEATURE_COUNT, featuresOf } from '../surrogate/features/features.ts'
import type { WalkCheck } from '../surrogate/world-check.ts'
import { completed } from '../surrogate/worlds/completed.ts'
import { correlatedNormals } from '../surrogate/worlds/correlated-normals.ts'
import { deviationsAt, drawWorld } from '../surrogate/worlds/draw-world.ts'
import { worldValues } from '../surrogate/worlds/world-cells.ts'
import type { WorldBudget } from '../surrogate/worlds/world-file.ts'
import { type OpenBudget, openBudget, writeRow } from '../surrogate/worlds/world-model.ts'
import { worldValue } from '../surrogate/worlds/world-value.ts'
import { fitBudget, predictBudget, statedNoise, type TrainingContext } from './model.ts'
import { subsetOf, type TrainingSet } from './training-set.ts'
import { distributionOf } from './transform.ts'
import { autocorrelation, heldDifferences, quantile, type Step } from './walk-differences.ts'
import { worldsOf } from './worlds-of.ts'

/** As in a fold of an evaluation. */
const FOLD_ROWS_MIN = 10
const WORLDS = 256
const FOLDS = 5
/** The run whose noise is added: what was measured are single runs. */
const RUN = '0'

export interface WalkCheckInput extends TrainingContext {
  /** The single runs of one budget, which has none below it that the model was given. */
  readonly set: TrainingSet
  readonly walks: readonly (readonly number[])[]
  /** What worlds of the whole model are drawn from at that budget, and what it predicts of the walks. */
  readonly whole: { readonly budget: WorldBudget; readonly predictions: PackedPredictions }
}

/** Runs of one measure of all architectures of the walks: architectures × worlds. */
interface Runs {
  readonly worlds: Float64Array
  /** The mean with the noise of a run. */
  readonly means: Float64Array
}

/**
 * Compares worlds with walks that were measured. The model is trained again without each fifth of the
 * walks, so that its worlds know nothing of them.
 */
export function checkWalks(input: WalkCheckInput): WalkCheck[] {
  const { set, onProgress } = input
  const walks = input.walks.filter((walk) => walk.every((id) => set.architectureIds.includes(id)))
  const ids = walks.flat()
  const places = placesOf(walks)
  if (set.measures.every((_, at) => measuredOn(set, { at, ids, places }) === null)) return []
  const heldOut = set.measures.map(() => emptyRuns(ids.length))
  const folds = Math.min(FOLDS, walks.length)
  for (let fold = 0; fold < folds; fold++) {
    onProgress?.(`${set.epochs} epochs: fold ${fold + 1} of ${folds}`)
    const own = places.filter((_, at) => at % folds === fold).flat()
    writeHeldOut(input, own, { ids, heldOut })
  }
  onProgress?.(`${set.epochs} epochs: worlds of the whole model`)
  const { budget, predictions } = input.whole
  const conditioned = runsOf(input, ids, { budget, predictions })
  return set.measures.flatMap((each, at): WalkCheck[] => {
    const measure = measureName(each)
    const known = conditioned.get(measure)
    const runs = heldOut[at]
    if (known === undefined || runs === undefined) return []
    const own = compared(input, { at, ids, places, runs, known })
    return own === null ? [] : [{ epochs: set.epochs, measure, folds, ...own }]
  })
}

function emptyRuns(cells: number): Runs {
  const of = () => new Float64Array(cells * WORLDS).fill(Number.NaN)
  return { worlds: of(), means: of() }
}

/** Walks as places in the list of all of their architectures. */
function placesOf(walks: readonly (readonly number[])[]): number[][] {
  let from = 0
  return walks.map((walk) => walk.map(() => from++))
}

/** @param places of the walks that are held out; an architecture can have several */
function writeHeldOut(
  input: WalkCheckInput,
  places: readonly number[],
  { ids, heldOut }: { readonly ids: readonly number[]; readonly heldOut: readonly Runs[] },
): void {
  const { set, instance, space, distancesFrom } = input
  const own = places.map((place) => ids[place] as number)
  const hidden = new Set(own)
  const rows = [...set.architectureIds.keys()].filter(
    (row) => !hidden.has(set.architectureIds[row] as number),
  )
  const train = subsetOf(set, Int32Array.from(rows), FOLD_ROWS_MIN)
  const { model } = fitBudget(train, null, input)
  const nearest = distancesFrom(train.architectureIds)
  const distances = Uint8Array.from(own, (id) => nearest[id] as number)
  const predicted = predictBudget(model, featuresOf(space, own), distances)
  const placeOf = new Map(own.map((id, at) => [id, at]))
  const numberOf = (columns: readonly Float64Array[]) => (column: number, id: number) =>
    columns[column]?.[placeOf.get(id) as number] as number
  const predictions: PackedPredictions = {
    epochs: set.epochs,
    measures: model.measures.map(({ measure }) => measure),
    distributions: model.measures.map((one) =>
      distributionOf(one.transform, { noise: statedNoise(one), runs: one.runs }),
    ),
    correlations: model.correlations,
    meanOf: numberOf(predicted.means),
    deviationOf: numberOf(predicted.standardDeviations),
    nearestMeasuredOf: (id) => nearest[id] as number,
    writing: () => null,
  }
  const budget = worldsOf(instance.id, [model]).budgets[0] as WorldBudget
  const found = runsOf(input, own, { budget, predictions })
  for (const [measure, each] of set.measures.entries()) {
    const runs = found.get(measureName(each))
    if (runs === undefined) continue
    for (const [row, place] of places.entries()) {
      const to = place * WORLDS
      const part = (values: Float64Array) => values.subarray(row * WORLDS, (row + 1) * WORLDS)
      heldOut[measure]?.worlds.set(part(runs.worlds), to)
      heldOut[measure]?.means.set(part(runs.means), to)
    }
  }
}

/** By measure: runs of architectures in worlds. */
function runsOf(
  { instance, space }: { readonly instance: { readonly id: string }; readonly space: Space },
  ids: readonly number[],
  {
    budget,
    predictions,
  }: { readonly budget: WorldBudget; readonly predictions: PackedPredictions },
): Map<string, Runs> {
  const { correlations, measures } = predictions
  const open = completed(openBudget(budget, { instance: instance.id, space, correlations }))
  const features = featuresOf(space, ids)
  const rows = ids.map((_, at) => {
    const out = new Float64Array(FEATURE_COUNT)
    writeRow(open, features, { at: at * FEATURE_COUNT, out })
    return out
  })
  const found = new Map(measures.map((each) => [measureName(each), emptyRuns(ids.length)]))
  const deviations = new Float64Array(open.measures.length)
  for (let seed = 0; seed < WORLDS; seed++) {
    const draw = drawWorld(open, seed)
    const values = worldValues(open, { predictions, seed })
    const noise = correlatedNormals(open, seed, `run ${RUN}`)
    for (const [cell, id] of ids.entries()) {
      deviationsAt(open, draw, { row: rows[cell] as Float64Array, out: deviations })
      const drawn = values(id, { deviations, run: RUN })
      for (const [at, each] of measures.entries()) {
        const runs = found.get(measureName(each)) as Runs
        runs.worlds[cell * WORLDS + seed] = drawn[at] as number
        runs.means[cell * WORLDS + seed] = runOfMean(open, predictions, {
          at,
          id,
          noise: noise(id),
        })
      }
    }
  }
  return found
}

/** A run of an architecture whose true value is the predicted mean. */
function runOfMean(
  open: OpenBudget,
  predictions: PackedPredictions,
  { at, id, noise }: { readonly at: number; readonly id: number; readonly noise: Float64Array },
): number {
  const distribution = predictions.distributions[at] as PackedPredictions['distributions'][number]
  const mean = predictions.meanOf(at, id)
  const { noise: spread } = distribution
  const ofRun =
    distribution.family === 'normal'
      ? spread
      : Math.abs(distribution.bound - mean) * Math.sqrt(Math.exp(spread * spread) - 1)
  const place = open.measures.indexOf(
    measureName(predictions.measures[at] as PackedPredictions['measures'][number]),
  )
  return worldValue(
    { distribution, mean, ofRun, scale: 0, rest: 0 },
    { process: 0, own: 0, run: noise[place] as number },
  )
}

interface Measured {
  /** Place of the measure in the set. */
  readonly at: number
  readonly ids: readonly number[]
  readonly places: readonly (readonly number[])[]
}

/** The values and steps of walks; null where no two successive architectures have any, or none vary. */
function measuredOn(
  set: TrainingSet,
  { at, ids, places }: Measured,
  isPredicted: (place: number) => boolean = () => true,
) {
  const rowOf = new Map(Array.from(set.architectureIds, (id, row) => [id, row]))
  const values = set.values[at] as Float64Array
  const measured = Float64Array.from(ids, (id) => values[rowOf.get(id) as number] as number)
  const isThere = (place: number) => !Number.isNaN(measured[place]) && isPredicted(place)
  const walks = places.filter((walk) => walk.filter(isThere).length > 1)
  const stepsOf = (walk: readonly number[]) =>
    walk.slice(1).flatMap((to, step): Step[] => {
      const from = walk[step] as number
      return isThere(from) && isThere(to) ? [[from, to]] : []
    })
  const steps = places.map(stepsOf).filter((own) => own.length > 0)
  const known = (place: number) => (isThere(place) ? (measured[place] as number) : Number.NaN)
  const atOneStep = autocorrelation(walks, known)
  return steps.length === 0 || Number.isNaN(atOneStep)
    ? null
    : { measured, walks, steps, atOneStep, isThere }
}

interface Compared extends Measured {
  readonly runs: Runs
  readonly known: Runs
}

/** Null where nothing can be compared. */
function compared(
  { set }: WalkCheckInput,
  { runs, known, ...rest }: Compared,
): Omit<WalkCheck, 'epochs' | 'measure' | 'folds'> | null {
  const found = measuredOn(set, rest, (place) => !Number.isNaN(runs.worlds[place * WORLDS]))
  if (found === null) return null
  const { measured, walks, steps, atOneStep, isThere } = found
  const held = (of: Float64Array, shift: number) =>
    heldDifferences({ values: of, worlds: WORLDS }, measured, { walks: steps, shift })
  const over = (of: Float64Array): [number, number, number] => {
    const found = Float64Array.from({ length: WORLDS }, (_, world) =>
      autocorrelation(walks, (place) =>
        isThere(place) ? (of[place * WORLDS + world] as number) : Number.NaN,
      ),
    ).sort()
    return [quantile(found, 0.05), quantile(found, 0.5), quantile(found, 0.95)]
  }
  return {
    worlds: WORLDS,
    walks: walks.length,
    steps: steps.flat().length,
    intervals: {
      worlds: held(runs.worlds, 0),
      independent: held(runs.worlds, 1),
      means: held(runs.means, 0),
    },
    autocorrelation: {
      measured: atOneStep,
      heldOut: over(runs.worlds),
      conditioned: over(known.worlds),
    },
  }
}

/** One line a measure. */
export function walkCheckLines(checks: readonly WalkCheck[]): string[] {
  return checks.map(({ measure, epochs, steps, intervals, autocorrelation: found }) => {
    const { worlds, independent, means } = intervals
    const held = ({ share, interval, width }: (typeof intervals)['worlds']) => {
      const range = interval?.map((end) => (100 * end).toFixed(0)).join(' to ')
      const sampled = range === undefined ? '' : `, 95 % interval ${range} %`
      return `${(100 * share).toFixed(1)} % (width ${width.toPrecision(3)}${sampled})`
    }
    const range = ([low, middle, high]: readonly number[]) =>
      `${middle?.toFixed(3)} (${low?.toFixed(3)} to ${high?.toFixed(3)})`
    return `${measure} at ${epochs} epochs, ${steps} steps of held-out walks: 80 % intervals of the difference hold ${held(worlds)} in worlds, ${held(independent)} with independent draws, ${held(means)} with means; autocorrelation at one step ${found.measured.toFixed(3)} measured, ${range(found.heldOut)} in worlds without the walk, ${range(found.conditioned)} in worlds with it`
  })
}
