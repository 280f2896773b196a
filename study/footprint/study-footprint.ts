import { distancesTo } from '../../landscape/distance-correlation.ts'
import { acrossBudgets, footprintOf, type MeasuredFootprint } from '../../landscape/footprint.ts'
import {
  FOOTPRINT_ENTRIES,
  type Footprint,
  type FootprintKey,
} from '../../landscape/footprint-entries.ts'
import type { Operator } from '../../space/neighbour-graph.ts'
import { type FitnessChoice, fitnessOf, type OpenedRelease } from '../opened-release.ts'
import { type Spread, spreadOf } from '../spread.ts'
import { noiseOf } from '../stated-noise.ts'
import { worldFootprints } from './world-footprints.ts'
import { worldsProblem } from './worlds-problem.ts'

export interface FootprintProblem {
  readonly instance: string
  /** Without it, the largest budget. */
  readonly epochs?: number | undefined
  readonly measure: string
  readonly operator: Operator
}

export interface StudiedFootprint extends Required<FootprintProblem> {
  readonly epochs: number
  readonly release: string
  /** Architectures that were measured, and the footprint of these alone; null below 1,000. */
  readonly measured: { readonly architectures: number; readonly footprint: Footprint } | null
  /** The footprint of the predicted means of all architectures; null without a prediction. */
  readonly predicted: { readonly architectures: number; readonly footprint: Footprint } | null
  /** Quantiles over worlds; null where none were asked for or none can be drawn. */
  readonly worlds: WorldQuantiles | null
}

/** Each entry over so many worlds. */
export interface WorldQuantiles {
  readonly worlds: number
  readonly entries: Readonly<Record<FootprintKey, Spread | null>>
}

export interface WorldsAsked {
  readonly worlds: number
  /** Folder of the release. */
  readonly release: string
  readonly onProgress?: (done: number, total: number) => void
}

// Fewer cells are rarely neighbours of one another, so that nothing of the landscape is left.
const MEASURED_LEAST = 1000

/** Computes the footprints of an instance from a release in files. */
export async function studyFootprint(
  opened: OpenedRelease,
  problem: FootprintProblem,
): Promise<StudiedFootprint> {
  const { local } = opened
  const { instance, measure, operator } = problem
  const described = await local.getInstance({ instance })
  const epochs = problem.epochs ?? described.epochs.at(-1) ?? 0
  const of = async (source: FitnessChoice['source'], each: number) =>
    fitnessOf(opened, { instance, epochs: each, measure, source })
  const footprint = async (source: FitnessChoice['source']) => {
    const values = await of(source, epochs)
    const architectures = values.reduce((count, value) => count + (Number.isNaN(value) ? 0 : 1), 0)
    if (architectures < MEASURED_LEAST) return null
    const byBudget: Float64Array[] = []
    for (const each of described.epochs.filter((budget) => budget < epochs)) {
      byBudget.push(await of(source, each))
    }
    const found = compute(opened, operator, {
      values,
      byBudget: [...byBudget, values],
      noiseDeviation: await noiseOf(opened, { instance, epochs, measure }),
    })
    return { architectures, footprint: found.footprint }
  }
  return {
    instance,
    epochs,
    measure,
    operator,
    release: local.release,
    measured: await footprint('tabular'),
    predicted: await footprint('surrogate'),
    worlds: null,
  }
}

/** Draws worlds and adds what their footprints are. */
export async function withWorlds(
  opened: OpenedRelease,
  studied: StudiedFootprint,
  { worlds, release, onProgress }: WorldsAsked,
): Promise<StudiedFootprint> {
  if (worlds === 0) return studied
  const { instance, epochs, measure, operator } = studied
  const noiseDeviation = await noiseOf(opened, { instance, epochs, measure })
  const { results } = await opened.local.listSurrogates({})
  const sha256 = results.find((one) => one.instance === instance)?.sha256
  if (sha256 === undefined) return studied
  const question = { release, sha256, instance, epochs, measure, operator, noiseDeviation }
  const problem = await worldsProblem(question)
  if (problem === null) return studied
  const footprints = await worldFootprints(problem, { worlds, onProgress })
  const keys = Object.keys(FOOTPRINT_ENTRIES) as FootprintKey[]
  const entries = keys.map((key) => [key, spreadOf(footprints.map((one) => one[key]))])
  return { ...studied, worlds: { worlds, entries: Object.fromEntries(entries) } }
}

function compute(
  opened: OpenedRelease,
  operator: Operator,
  {
    values,
    byBudget,
    noiseDeviation,
  }: {
    readonly values: Float64Array
    readonly byBudget: readonly Float64Array[]
    readonly noiseDeviation: number | null
  },
): MeasuredFootprint {
  const graph = opened.graphOf(operator)
  // A budget without a value of this measure says nothing.
  const valued = byBudget.filter((each) => each.some((value) => !Number.isNaN(value)))
  return footprintOf({
    landscape: { graph, fitness: values },
    distancesTo: (target) => distancesTo(target, operator, { space: opened.space, graph }),
    noiseDeviation,
    acrossBudgets: acrossBudgets(valued),
  })
}
