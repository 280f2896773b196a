import type { Distribution } from '../fitness/distribution.ts'
import type { PackedPredictions } from '../fitness/packed-predictions.ts'
import { predictiveDeviation } from '../fitness/predictive.ts'
import { mix } from '../fitness/random-hash.ts'
import type { Space } from '../space/space.ts'
import type { SurrogateCard } from '../surrogate/card.ts'
import { FEATURE_COUNT, featuresOf } from '../surrogate/features/features.ts'
import type { WorldCheck } from '../surrogate/world-check.ts'
import { completed } from '../surrogate/worlds/completed.ts'
import { drawWorld } from '../surrogate/worlds/draw-world.ts'
import { severalWorlds } from '../surrogate/worlds/several-worlds.ts'
import { worldValues } from '../surrogate/worlds/world-cells.ts'
import type { WorldBudget, WorldsFile } from '../surrogate/worlds/world-file.ts'
import { type OpenBudget, openBudget, writeRow } from '../surrogate/worlds/world-model.ts'
import { supportClass } from './calibration.ts'
import { exactCovariance } from './exact-covariance.ts'

const WORLDS = 256
/** That are drawn together, which takes a fourth of the time. */
const WORLDS_AT_ONCE = 16
/** Architectures whose moments are compared, and the first of them whose covariance is. */
const CELLS = 1000
const COVARIANCE_CELLS = 400
/** Of a normal number, 99.9 % lie within so many standard deviations. */
const WITHIN = 3.3

export interface WorldCheckInput {
  readonly card: SurrogateCard
  readonly file: WorldsFile
  readonly space: Space
  /** Of some architectures, one a budget. */
  predictions(architectureIds: readonly number[]): Promise<readonly PackedPredictions[]>
  readonly onProgress: (line: string) => void
}

/**
 * Compares 256 worlds with what is served, and with the exact posterior; the same each time. The moments
 * of a log-normal measure are compared as those of the logarithm of the distance from its bound.
 */
export async function checkWorlds(input: WorldCheckInput): Promise<WorldCheck[]> {
  const { card, file, space, onProgress } = input
  const ids = distinctIds(space.size)
  const predictions = await input.predictions(ids)
  const features = featuresOf(space, ids)
  return file.budgets.flatMap((budget) => {
    const own = predictions.find(({ epochs }) => epochs === budget.epochs)
    if (own === undefined) return []
    onProgress(`${budget.epochs} epochs: ${WORLDS} worlds of ${CELLS} architectures`)
    const { correlations } = own
    const open = completed(openBudget(budget, { instance: card.instance.id, space, correlations }))
    return checkBudget({ budget, open, predictions: own, space, ids, features })
  })
}

function distinctIds(size: number): number[] {
  const ids = new Set<number>()
  for (let at = 0; ids.size < CELLS; at++) ids.add(mix(at + 1) % size)
  return [...ids]
}

interface Checked {
  readonly budget: WorldBudget
  readonly open: OpenBudget
  readonly predictions: PackedPredictions
  readonly space: Space
  readonly ids: readonly number[]
  readonly features: Float32Array
}

/** By measure and architecture: sums over worlds, and what the processes of some deviate by. */
interface Drawn {
  readonly sums: Float64Array[]
  readonly squares: Float64Array[]
  /** COVARIANCE_CELLS × WORLDS. */
  readonly deviations: Float64Array[]
}

function drawAll({ open, predictions, ids, features }: Checked): Drawn {
  const { measures } = open
  const rows = ids.map((_, at) => {
    const out = new Float64Array(FEATURE_COUNT)
    writeRow(open, features, { at: at * FEATURE_COUNT, out })
    return out
  })
  const of = (length: number) => measures.map(() => new Float64Array(length))
  const drawn: Drawn = {
    sums: of(CELLS),
    squares: of(CELLS),
    deviations: of(COVARIANCE_CELLS * WORLDS),
  }
  const scales = measures.map((_, at) => ids.map((id) => scaleOf(predictions, at, id)))
  const keep = (
    seed: number,
    cell: number,
    own: { deviations: Float64Array; values: Float64Array },
  ) => {
    for (let at = 0; at < measures.length; at++) {
      const away = ((scales[at] as Scale[])[cell] as Scale).awayOf(own.values[at] as number)
      const [sums, squares] = [drawn.sums[at] as Float64Array, drawn.squares[at] as Float64Array]
      sums[cell] = (sums[cell] as number) + away
      squares[cell] = (squares[cell] as number) + away * away
      if (cell >= COVARIANCE_CELLS) continue
      const deviations = drawn.deviations[at] as Float64Array
      deviations[cell * WORLDS + seed] = own.deviations[at] as number
    }
  }
  for (let from = 0; from < WORLDS; from += WORLDS_AT_ONCE) {
    const seeds = Array.from({ length: WORLDS_AT_ONCE }, (_, at) => from + at)
    const several = severalWorlds(
      open,
      seeds.map((seed) => drawWorld(open, seed)),
    )
    const valuesIn = seeds.map((seed) => worldValues(open, { predictions, seed }))
    for (const [cell, row] of rows.entries()) {
      for (const [at, deviations] of several.at(row).entries()) {
        const values = valuesIn[at]?.(ids[cell] as number, { deviations, run: null })
        keep(from + at, cell, { deviations, values: values as Float64Array })
      }
    }
  }
  return drawn
}

/** How far values lie from what is served: of a log-normal measure on the scale that is normal. */
interface Scale {
  readonly awayOf: (value: number) => number
  /** Served standard deviation of the truth; 0 where the noise is all that there is. */
  readonly truth: number
}

function scaleOf(predictions: PackedPredictions, at: number, id: number): Scale {
  const distribution = predictions.distributions[at] as Distribution
  const [mean, ofRun] = [predictions.meanOf(at, id), predictions.deviationOf(at, id)]
  const truth = predictiveDeviation(distribution, mean, ofRun, 'truth')
  if (distribution.family === 'normal') return { awayOf: (value) => value - mean, truth }
  const { bound } = distribution
  const distance = Math.abs(bound - mean)
  const variance = distance === 0 ? 0 : Math.log1p((truth / distance) ** 2)
  return {
    awayOf: (value) => Math.log(Math.abs(bound - value) / distance) + variance / 2,
    truth: Math.sqrt(variance),
  }
}

function checkBudget(checked: Checked): WorldCheck[] {
  const drawn = drawAll(checked)
  const { budget } = checked
  return budget.measures.map(({ measure }, at): WorldCheck => {
    return {
      epochs: budget.epochs,
      measure,
      worlds: WORLDS,
      ...momentsOf(checked, drawn, at),
      ...covarianceOf(checked, drawn, at),
    }
  })
}

function momentsOf(
  { predictions, ids }: Checked,
  { sums, squares }: Drawn,
  at: number,
): Pick<WorldCheck, 'architectures' | 'meansWithin' | 'deviationsWithin' | 'deviationRatios'> {
  const ratios: number[][] = [[], [], []]
  let [means, deviations, count] = [0, 0, 0]
  for (const [cell, id] of ids.entries()) {
    const { truth } = scaleOf(predictions, at, id)
    // Where the noise is all that there is, every world has the mean.
    if (!(truth > 0)) continue
    count++
    const mean = (sums[at]?.[cell] as number) / WORLDS
    const deviation = Math.sqrt(Math.max(0, (squares[at]?.[cell] as number) / WORLDS - mean * mean))
    const ratio = deviation / truth
    if (Math.abs(mean / truth) * Math.sqrt(WORLDS) <= WITHIN) means++
    if (Math.abs(ratio - 1) * Math.sqrt(2 * WORLDS) <= WITHIN) deviations++
    ratios[supportClass(predictions.nearestMeasuredOf(id))]?.push(ratio)
  }
  const [near, two, far] = ratios.map((own) =>
    own.length === 0 ? null : rounded(own.reduce((sum, ratio) => sum + ratio, 0) / own.length),
  )
  return {
    architectures: count,
    meansWithin: count === 0 ? 1 : means / count,
    deviationsWithin: count === 0 ? 1 : deviations / count,
    deviationRatios: [near ?? null, two ?? null, far ?? null],
  }
}

/** With the digits that 256 worlds can tell. */
const rounded = (value: number) => Number(value.toFixed(3))

/** Relative Frobenius errors: of the worlds, and what as many normal draws are expected to have. */
function covarianceOf(
  { budget, space, features }: Checked,
  { deviations }: Drawn,
  at: number,
): Pick<WorldCheck, 'covarianceError' | 'samplingError'> {
  const rows = budget.processes[budget.measures[at]?.process ?? -1]?.rows ?? []
  const exact = exactCovariance(budget, at, {
    features: features.subarray(0, COVARIANCE_CELLS * FEATURE_COUNT),
    rowFeatures: featuresOf(space, rows),
  })
  const own = deviations[at] as Float64Array
  let [difference, size, trace] = [0, 0, 0]
  for (let i = 0; i < COVARIANCE_CELLS; i++) {
    trace += exact[i * COVARIANCE_CELLS + i] as number
    for (let j = 0; j < COVARIANCE_CELLS; j++) {
      let sum = 0
      for (let world = 0; world < WORLDS; world++) {
        sum += (own[i * WORLDS + world] as number) * (own[j * WORLDS + world] as number)
      }
      const entry = exact[i * COVARIANCE_CELLS + j] as number
      difference += (sum / WORLDS - entry) ** 2
      size += entry ** 2
    }
  }
  return {
    covarianceError: rounded(Math.sqrt(difference / size)),
    samplingError: rounded(Math.sqrt((trace ** 2 + size) / WORLDS / size)),
  }
}

/** One line a measure. */
export function worldCheckLines(checks: readonly WorldCheck[]): string[] {
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`
  return checks.map((check) => {
    const ratios = check.deviationRatios
      .map((ratio) => (ratio === null ? '–' : ratio.toFixed(3)))
      .join(', ')
    return `${check.measure} at ${check.epochs} epochs, ${check.worlds} worlds: means of ${percent(check.meansWithin)} and deviations of ${percent(check.deviationsWithin)} of ${check.architectures} architectures within 3.3 standard errors; deviation of worlds / served at 1, 2, 3 edits: ${ratios}; relative error of the covariance ${check.covarianceError.toFixed(3)}, of sampling alone ${check.samplingError.toFixed(3)}`
  })
}
