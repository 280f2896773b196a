import { cholesky as choleskyOfRows } from '../../fitness/cholesky.ts'
import type { Space } from '../../space/space.ts'
import { BLOCK_COUNT, BLOCK_STARTS, FEATURE_COUNT, featuresOf } from '../features/features.ts'
import { cholesky } from '../linear-algebra.ts'
import { decayTable } from './decay.ts'
import { toPanels, wholePanels } from './panels.ts'
import {
  FREQUENCIES,
  type Part,
  type PartKernel,
  type PartScratch,
  writeCovariances,
  writeDistances,
  writePartRow,
} from './part.ts'
import { waveTable } from './waves.ts'
import { readDoubles, readUpper, type WorldBudget, type WorldProcess } from './world-file.ts'

/** As the posteriors of training have them. */
const JITTER = 1e-6
const INDUCING_JITTER = 1e-5

/** A process of one or more measures, ready to be conditioned on draws. */
export interface OpenProcess {
  /** Architectures that it is conditioned on. */
  readonly rows: readonly number[]
  /** Of each row, what is drawn beside the process: noise and jitter. */
  readonly deviations: Float64Array
  /** Lower Cholesky factor of the covariance of the rows with that noise. */
  readonly factor: Float64Array
  /** Of a sparse process: what inducing rows leave uncertain, n × n from the right. */
  readonly uncertain: Float64Array | null
  /** Of each row, by part, the place among the anchors; null where the part is not one of its. */
  readonly anchorOf: readonly (Int32Array | null)[]
  readonly kernel: number
  readonly scale: number
}

/** All that worlds of a budget have in common. */
export interface OpenBudget {
  readonly instance: string
  readonly epochs: number
  readonly measures: readonly string[]
  readonly parts: readonly Part[]
  readonly processes: readonly OpenProcess[]
  /** Place of the process of each measure. */
  readonly processOf: readonly number[]
  /** Of each measure the weights of the linear part by feature; null without one. */
  readonly linear: readonly (Float64Array | null)[]
  /** Measures that these correlate with: all of the model, of which `measures` may be some. */
  readonly among: readonly string[]
  /** Of each measure a row of the lower Cholesky factor of the correlations. */
  readonly correlating: readonly (readonly number[])[]
  /** Coordinates of every row by architecture. */
  readonly rowOf: ReadonlyMap<number, Float64Array>
  /** By measure and class of distance, see the file. */
  readonly scales: WorldBudget['measures'][number]['scales'][]
  readonly rest: WorldBudget['measures'][number]['rest'][]
  readonly offsets: Float64Array
  readonly featureScales: Float64Array
  readonly scratch: PartScratch
}

/** What of a budget says by how much the cells of a world deviate, once the world is drawn. */
export type BudgetParts = Pick<
  OpenBudget,
  'measures' | 'parts' | 'offsets' | 'featureScales' | 'scratch'
>

/** Coordinates of the first row of features, of all of them. */
export function writeRow(
  { offsets, featureScales }: Pick<OpenBudget, 'offsets' | 'featureScales'>,
  features: Float32Array,
  { at, out }: { readonly at: number; readonly out: Float64Array },
): void {
  for (let feature = 0; feature < FEATURE_COUNT; feature++) {
    out[feature] =
      ((features[at + feature] as number) - (offsets[feature] as number)) *
      (featureScales[feature] as number)
  }
}

interface BudgetContext {
  readonly instance: string
  readonly space: Space
  /** In the order of `among`. */
  readonly correlations: readonly (readonly number[])[]
  /** All measures of the model, where the budget has some of them. Default: those of the budget. */
  readonly among?: readonly string[]
}

/**
 * Opens a budget step by step, a process at a time: it takes about 0.1 s for each with some hundred
 * rows.
 */
export function* openBudget(
  budget: WorldBudget,
  { instance, space, correlations, among }: BudgetContext,
): Generator<undefined, OpenBudget> {
  const offsets = readDoubles(budget.offsets)
  const featureScales = readDoubles(budget.scales)
  const ids = [...new Set(budget.processes.flatMap(({ rows }) => rows))]
  const features = featuresOf(space, ids)
  const rowOf = new Map<number, Float64Array>()
  for (const [place, id] of ids.entries()) {
    const out = new Float64Array(FEATURE_COUNT)
    writeRow({ offsets, featureScales }, features, { at: place * FEATURE_COUNT, out })
    rowOf.set(id, out)
  }
  yield
  const parts = budget.kernels.flatMap((_, kernel) => productParts(budget, { kernel, rowOf }))
  const additive = additiveParts(budget, rowOf)
  const all = [...additive, ...parts]
  const anchorPlaces = all.map(({ places }) => places)
  const scratch = scratchOf(all.map(({ part }) => part))
  const processes: OpenProcess[] = []
  for (const process of budget.processes) {
    processes.push(openProcess(process, { budget, parts: all, rowOf, anchorPlaces, scratch }))
    yield
  }
  const measures = budget.measures.map(({ measure }) => measure)
  const correlated = among ?? measures
  const factor = choleskyOfRows(correlations)
  return {
    instance,
    epochs: budget.epochs,
    measures,
    among: correlated,
    correlating: measures.map(
      (measure) => factor[correlated.indexOf(measure)] as readonly number[],
    ),
    parts: all.map(({ part }) => part),
    processes,
    processOf: budget.measures.map(({ process }) => process),
    linear: budget.measures.map(({ process }) =>
      linearWeights(budget, budget.processes[process] as WorldProcess),
    ),
    rowOf,
    scales: budget.measures.map(({ scales }) => scales),
    rest: budget.measures.map(({ rest }) => rest),
    offsets,
    featureScales,
    scratch,
  }
}

function scratchOf(parts: readonly Part[]): PartScratch {
  const anchors = Math.max(...parts.map(({ norms }) => norms.length))
  return {
    decays: decayTable(),
    waveTable: waveTable(),
    coordinates: new Float64Array(FEATURE_COUNT),
    turns: new Float64Array(FREQUENCIES),
    waves: new Float64Array(2 * FREQUENCIES),
    distances: new Float64Array(anchors),
    covariances: new Float64Array(anchors),
  }
}

/** A part, the kernels of the file that it is of, and the place of each row among its anchors. */
interface PlacedPart {
  readonly part: Part
  readonly kernels: readonly number[]
  readonly places: ReadonlyMap<number, number>
}

function membersOf({ measures, processes }: WorldBudget, kernel: number): PartKernel['members'] {
  return measures.flatMap(({ process }, measure) => {
    const own = processes[process]
    return own?.kernel === kernel ? [{ measure, factor: own.factor }] : []
  })
}

interface Range {
  readonly from: number
  readonly to: number
  readonly factors: Float64Array | null
}

function placedPart(
  range: Range,
  kernels: readonly { readonly place: number; readonly kernel: PartKernel }[],
  { budget, rowOf }: { budget: WorldBudget; rowOf: OpenBudget['rowOf'] },
): PlacedPart {
  const own = kernels.map(({ place }) => place)
  const ids = new Set(
    budget.processes.flatMap(({ kernel, rows }) => (own.includes(kernel) ? rows : [])),
  )
  const width = range.to - range.from
  const shape = { ...range, kernels: kernels.map(({ kernel }) => kernel) }
  const empty = { ...shape, anchors: new Float64Array(), norms: new Float64Array() }
  const known = new Map<string, number>()
  const places = new Map<number, number>()
  const rows: Float64Array[] = []
  for (const id of ids) {
    const row = new Float64Array(width)
    writePartRow(empty, rowOf.get(id) as Float64Array, row)
    const key = row.join()
    const place = known.get(key) ?? rows.push(row) - 1
    known.set(key, place)
    places.set(id, place)
  }
  const norms = new Float64Array(wholePanels(rows.length))
  for (const [place, row] of rows.entries()) norms[place] = inner(row, row)
  return { part: { ...shape, anchors: toPanels(rows, width), norms }, kernels: own, places }
}

function additiveParts(budget: WorldBudget, rowOf: OpenBudget['rowOf']): PlacedPart[] {
  const kernels = budget.kernels.flatMap((kernel, place) =>
    kernel.kind === 'additive' ? [{ kernel, place }] : [],
  )
  if (kernels.length === 0) return []
  return Array.from({ length: BLOCK_COUNT }, (_, block) => {
    const range = { from: BLOCK_STARTS[block] as number, to: BLOCK_STARTS[block + 1] as number }
    const own = kernels.map(({ kernel, place }) => ({
      place,
      kernel: {
        shape: 'gaussian' as const,
        scale: readDoubles(kernel.weights)[block] as number,
        amplitude: readDoubles(kernel.amplitudes)[block] as number,
        members: membersOf(budget, place),
      },
    }))
    return placedPart({ ...range, factors: null }, own, { budget, rowOf })
  })
}

function productParts(
  budget: WorldBudget,
  { kernel: place, rowOf }: { kernel: number; rowOf: OpenBudget['rowOf'] },
): PlacedPart[] {
  const kernel = budget.kernels[place]
  if (kernel?.kind !== 'product') return []
  const members = membersOf(budget, place)
  const { amplitude } = kernel
  const range = { from: 0, to: FEATURE_COUNT, factors: readDoubles(kernel.weights) }
  const own = { shape: 'matern52' as const, scale: 1, amplitude, members }
  return [placedPart(range, [{ place, kernel: own }], { budget, rowOf })]
}

function linearWeights(
  { kernels }: WorldBudget,
  { kernel, factor }: WorldProcess,
): Float64Array | null {
  const own = kernels[kernel]
  if (own?.kind !== 'additive') return null
  const weights = readDoubles(own.linearWeights)
  const out = new Float64Array(FEATURE_COUNT)
  for (let block = 0; block < BLOCK_COUNT; block++) {
    const weight = (weights[block] as number) * Math.sqrt(factor)
    out.fill(weight, BLOCK_STARTS[block], BLOCK_STARTS[block + 1])
  }
  return out
}

interface ProcessContext {
  readonly budget: WorldBudget
  readonly parts: readonly PlacedPart[]
  readonly rowOf: OpenBudget['rowOf']
  readonly anchorPlaces: readonly PlacedPart['places'][]
  readonly scratch: PartScratch
}

function openProcess(process: WorldProcess, context: ProcessContext): OpenProcess {
  const { rows, kernel, factor: scale, noises, uncertain } = process
  const n = rows.length
  const anchorOf = context.parts.map(({ kernels, places }) =>
    kernels.includes(kernel) ? Int32Array.from(rows, (id) => places.get(id) as number) : null,
  )
  const own = noises === null ? null : readDoubles(noises)
  const variances = Float64Array.from({ length: n }, (_, row) =>
    own === null ? INDUCING_JITTER : (own[row] as number) + JITTER,
  )
  const covariance = covarianceOf(process, { ...context, anchorOf })
  for (let row = 0; row < n; row++) {
    covariance[row * n + row] = (covariance[row * n + row] as number) + (variances[row] as number)
  }
  if (!cholesky(covariance, n)) throw new Error('The covariance is not positive definite')
  return {
    rows,
    deviations: variances.map(Math.sqrt),
    factor: covariance,
    uncertain: uncertain === null ? null : readUpper(uncertain, n),
    anchorOf,
    kernel,
    scale,
  }
}

/** Of the rows of a process, without noise; the lower triangle. */
function covarianceOf(
  process: WorldProcess,
  context: ProcessContext & { readonly anchorOf: OpenProcess['anchorOf'] },
): Float64Array {
  const { rows, kernel, factor } = process
  const { budget, parts, rowOf, anchorOf, scratch } = context
  const n = rows.length
  const sums = new Float64Array(n * n)
  for (const [at, { part, kernels }] of parts.entries()) {
    const places = anchorOf[at]
    const own = part.kernels[kernels.indexOf(kernel)]
    if (places === null || places === undefined || own === undefined) continue
    const distances = scratch.distances.subarray(0, part.norms.length)
    const out = scratch.covariances.subarray(0, part.norms.length)
    const row = new Float64Array(part.to - part.from)
    for (let i = 0; i < n; i++) {
      writePartRow(part, rowOf.get(rows[i] as number) as Float64Array, row)
      writeDistances(part, row, distances)
      writeCovariances(own, distances, { decays: scratch.decays, out })
      for (let j = 0; j <= i; j++) {
        const entry = own.amplitude * (out[places[j] as number] as number)
        sums[i * n + j] = (sums[i * n + j] as number) + factor * entry
      }
    }
  }
  const linear = linearWeights(budget, process)
  if (linear === null) return sums
  const weighted = rows.map((id) =>
    (rowOf.get(id) as Float64Array).map((value, feature) => value * (linear[feature] as number)),
  )
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      sums[i * n + j] =
        (sums[i * n + j] as number) +
        inner(weighted[i] as Float64Array, weighted[j] as Float64Array)
    }
  }
  return sums
}

function inner(left: Float64Array, right: Float64Array): number {
  let sum = 0
  for (let at = 0; at < left.length; at++) sum += (left[at] as number) * (right[at] as number)
  return sum
}
