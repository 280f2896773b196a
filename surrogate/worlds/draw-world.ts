import { randomNormal } from '../../fitness/random-normal.ts'
import { FEATURE_COUNT } from '../features/features.ts'
import { solveLower, solveUpper } from '../linear-algebra.ts'
import { columnsOf, correlatedNormals } from './correlated-normals.ts'
import { panelPlace } from './panels.ts'
import { addPart, FREQUENCIES, type MemberDraw, type Part, type PartDraw } from './part.ts'
import type { OpenBudget, OpenProcess } from './world-model.ts'

/** One world at one budget: what the deviation of any cell is computed from. */
export interface WorldDraw {
  /** By part of the budget. */
  readonly parts: readonly PartDraw[]
  /** By measure: weights of the coordinates of all features; null without a linear part. */
  readonly linear: readonly (Float64Array | null)[]
}

/** Degrees of freedom of the frequencies of a Matérn-5/2 kernel. */
const FREEDOM = 5

type Normals = (index: number) => number

/**
 * Frequencies of a part, in turns. Those of a squared exponential kernel exp(-d²) are normal with
 * variance 2, those of Matérn-5/2 have a multivariate t distribution (Rahimi and Recht 2007).
 */
function frequenciesOf({ from, to, kernels }: Part, normal: Normals, scale: Normals): Float64Array {
  const width = to - from
  const isMatern = kernels[0]?.shape === 'matern52'
  const out = new Float64Array(FREQUENCIES * width)
  for (let wave = 0; wave < FREQUENCIES; wave++) {
    let factor = Math.SQRT2
    if (isMatern) {
      let squares = 0
      for (let at = 0; at < FREEDOM; at++) {
        const value = scale(wave * FREEDOM + at)
        squares += value * value
      }
      factor = Math.sqrt(FREEDOM / squares)
    }
    for (let column = 0; column < width; column++) {
      const index = wave * FEATURE_COUNT + from + column
      out[panelPlace(wave, column, width)] = (normal(index) * factor) / (2 * Math.PI)
    }
  }
  return out
}

/** Sums over the parts at every row of the processes, for the prior of each measure. */
function priorSums(budget: OpenBudget, draw: WorldDraw): Map<number, Float64Array> {
  const { rowOf, measures, parts, scratch } = budget
  const sums = new Map<number, Float64Array>()
  for (const [id, row] of rowOf) {
    const own = new Float64Array(measures.length)
    for (const [at, part] of parts.entries()) {
      addPart(part, draw.parts[at] as PartDraw, { row, sums: own, scratch, isPrior: true })
    }
    addLinear(draw, row, own)
    sums.set(id, own)
  }
  return sums
}

/** Adds the linear part of each measure. */
export function addLinear({ linear }: WorldDraw, row: Float64Array, sums: Float64Array): void {
  for (let measure = 0; measure < linear.length; measure++) {
    const weights = linear[measure]
    if (weights === null || weights === undefined) continue
    let sum = 0
    for (let feature = 0; feature < FEATURE_COUNT; feature++) {
      sum += (weights[feature] as number) * (row[feature] as number)
    }
    sums[measure] = (sums[measure] as number) + sum
  }
}

/**
 * Draws a world at a budget by pathwise conditioning (Matheron's rule; Wilson et al. 2020, 2021): a
 * draw of the prior, less what the rows of each process would say of it and of their noise. What
 * remains is a draw of the posterior's deviation from its mean.
 */
export function drawWorld(budget: OpenBudget, world: number): WorldDraw {
  const { instance, epochs, parts, processes, processOf, measures } = budget
  const stream = (label: string) =>
    randomNormal(world, { instance, epochs, measure: `world ${label}` })
  const [frequency, frequencyScale] = [stream('frequencies'), stream('frequency scales')]
  const correlated = (label: string) => correlatedNormals(budget, world, label)
  const columns = (label: string, count: number) =>
    columnsOf(correlated(label), { count, measures: measures.length })
  const weights = columns('weights', parts.length * 2 * FREQUENCIES)
  const linearWeights = columns('linear', FEATURE_COUNT)
  const noise = correlated('noise')
  const uncertain = columns('uncertain', rowsMost(processes))

  const draws = parts.map((part, place): PartDraw => {
    const members = part.kernels.map(({ amplitude, members }) =>
      members.map(({ measure, factor }): MemberDraw => {
        const size = Math.sqrt((amplitude * factor) / FREQUENCIES)
        const from = (part.factors === null ? place : 0) * 2 * FREQUENCIES
        const own = weights[measure] as Float64Array
        return {
          waves: own.slice(from, from + 2 * FREQUENCIES).map((value) => size * value),
          pulls: new Float64Array(part.norms.length),
        }
      }),
    )
    return { frequencies: frequenciesOf(part, frequency, frequencyScale), members }
  })
  const linear = budget.linear.map(
    (own, measure) =>
      own?.map((weight, feature) => weight * (linearWeights[measure]?.[feature] as number)) ?? null,
  )
  const draw: WorldDraw = { parts: draws, linear }

  const sums = priorSums(budget, draw)
  for (let measure = 0; measure < measures.length; measure++) {
    const process = processes[processOf[measure] as number] as OpenProcess
    const { rows, deviations } = process
    const n = rows.length
    const residuals = Float64Array.from(rows, (id, row) => {
      const prior = (sums.get(id) as Float64Array)[measure] as number
      return prior + (deviations[row] as number) * (noise(id)[measure] as number)
    })
    solveLower(process.factor, n, residuals)
    solveUpper(process.factor, n, residuals)
    if (process.uncertain !== null) {
      addUncertain(residuals, process.uncertain, uncertain[measure] as Float64Array)
    }
    condition(budget, draw, { measure, process, weights: residuals })
  }
  return draw
}

/** Rows of the greatest process that has inducing rows. */
function rowsMost(processes: readonly OpenProcess[]): number {
  return processes.reduce(
    (most, { rows, uncertain }) => (uncertain === null ? most : Math.max(most, rows.length)),
    0,
  )
}

/** Takes from the weights of the inducing rows what they leave uncertain. */
function addUncertain(weights: Float64Array, matrix: Float64Array, drawn: Float64Array): void {
  const n = weights.length
  for (let i = 0; i < n; i++) {
    let sum = 0
    for (let j = i; j < n; j++) sum += (matrix[i * n + j] as number) * (drawn[j] as number)
    weights[i] = (weights[i] as number) - sum
  }
}

interface Conditioned {
  readonly measure: number
  readonly process: OpenProcess
  readonly weights: Float64Array
}

/** Takes covariance with the rows × weights from what is drawn of a measure. */
function condition(
  budget: OpenBudget,
  draw: WorldDraw,
  { measure, process, weights }: Conditioned,
): void {
  for (const [at, part] of budget.parts.entries()) {
    const places = process.anchorOf[at]
    if (places === null || places === undefined) continue
    for (const [kernel, { amplitude, members }] of part.kernels.entries()) {
      const member = members.findIndex((one) => one.measure === measure)
      const pulls = draw.parts[at]?.members[kernel]?.[member]?.pulls
      if (pulls === undefined) continue
      for (const [row, place] of places.entries()) {
        const pull = amplitude * process.scale * (weights[row] as number)
        pulls[place] = (pulls[place] as number) - pull
      }
    }
  }
  const own = budget.linear[measure]
  const linear = draw.linear[measure]
  if (!own || !linear) return
  for (const [row, id] of process.rows.entries()) {
    const coordinates = budget.rowOf.get(id) as Float64Array
    const weight = weights[row] as number
    for (let feature = 0; feature < FEATURE_COUNT; feature++) {
      const factor = own[feature] as number
      linear[feature] =
        (linear[feature] as number) - weight * factor * factor * (coordinates[feature] as number)
    }
  }
}

/**
 * What the processes of a world deviate by from their means at one cell, one number a measure, in
 * the unit of the standardised target.
 * @param row coordinates of all features
 */
export function deviationsAt(
  budget: OpenBudget,
  draw: WorldDraw,
  { row, out }: { readonly row: Float64Array; readonly out: Float64Array },
): void {
  out.fill(0)
  const { parts, scratch } = budget
  for (let at = 0; at < parts.length; at++) {
    addPart(parts[at] as Part, draw.parts[at] as PartDraw, { row, sums: out, scratch })
  }
  addLinear(draw, row, out)
}
