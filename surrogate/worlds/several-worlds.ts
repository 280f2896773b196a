import { addLinear, type WorldDraw } from './draw-world.ts'
import { panelProducts } from './panels.ts'
import {
  FREQUENCIES,
  type MemberDraw,
  type Part,
  type PartDraw,
  type PartKernel,
  sumOfProducts,
  writeCovariances,
  writeDistances,
  writePartRow,
} from './part.ts'
import { writeWaves } from './waves.ts'
import type { BudgetParts } from './world-model.ts'

/** What parts say of one cell in several worlds. */
export interface PartsOfWorlds {
  /** Adds what one part says, to sums by world and then by measure. */
  add(part: number, row: Float64Array, sums: Float64Array): void
  addLinear(row: Float64Array, sums: Float64Array): void
}

/**
 * The parts of several worlds at once, with the bits of `addPart`. Distances and covariances depend on
 * the cell alone, so that sixteen worlds cost about as much as four.
 */
export function partsOfWorlds(budget: BudgetParts, draws: readonly WorldDraw[]): PartsOfWorlds {
  const { measures } = budget
  const turns = draws.map(() => new Float64Array(FREQUENCIES))
  return {
    add: (at, row, sums) => addPartOfWorlds(budget, { draws, at, row, sums, turns }),
    addLinear: (row, sums) => {
      for (let world = 0; world < draws.length; world++) {
        const from = world * measures.length
        addLinear(draws[world] as WorldDraw, row, sums.subarray(from, from + measures.length))
      }
    },
  }
}

/** Deviations of several worlds at one cell. */
export interface SeveralWorlds {
  /** By world, then by measure; the next call overwrites them. */
  at(row: Float64Array): readonly Float64Array[]
}

/** The deviations of `deviationsAt` in several worlds at once, with the same bits. */
export function severalWorlds(budget: BudgetParts, draws: readonly WorldDraw[]): SeveralWorlds {
  const { parts, measures } = budget
  const ofWorlds = partsOfWorlds(budget, draws)
  const sums = new Float64Array(draws.length * measures.length)
  const byWorld = draws.map((_, world) =>
    sums.subarray(world * measures.length, (world + 1) * measures.length),
  )
  return {
    at(row) {
      sums.fill(0)
      for (let at = 0; at < parts.length; at++) ofWorlds.add(at, row, sums)
      ofWorlds.addLinear(row, sums)
      return byWorld
    },
  }
}

interface Evaluated {
  readonly draws: readonly WorldDraw[]
  /** Place of the part. */
  readonly at: number
  readonly row: Float64Array
  readonly sums: Float64Array
  readonly turns: readonly Float64Array[]
}

function addPartOfWorlds(
  { parts, measures, scratch }: BudgetParts,
  { draws, at, row, sums, turns }: Evaluated,
): void {
  const part = parts[at] as Part
  const { decays, waveTable, waves } = scratch
  const coordinates = scratch.coordinates.subarray(0, part.to - part.from)
  const distances = scratch.distances.subarray(0, part.norms.length)
  const covariances = scratch.covariances.subarray(0, part.norms.length)
  writePartRow(part, row, coordinates)
  writeDistances(part, coordinates, distances)
  for (let world = 0; world < draws.length; world++) {
    const { frequencies } = (draws[world] as WorldDraw).parts[at] as PartDraw
    panelProducts(frequencies, coordinates, turns[world] as Float64Array)
  }
  for (let k = 0; k < part.kernels.length; k++) {
    const kernel = part.kernels[k] as PartKernel
    writeCovariances(kernel, distances, { decays, out: covariances })
    for (let world = 0; world < draws.length; world++) {
      const { members: byKernel } = (draws[world] as WorldDraw).parts[at] as PartDraw
      const members = byKernel[k] as readonly MemberDraw[]
      const from = world * measures.length
      writeWaves(waveTable, turns[world] as Float64Array, { scale: kernel.scale, out: waves })
      for (let place = 0; place < members.length; place++) {
        const member = members[place] as MemberDraw
        const { measure } = kernel.members[place] as PartKernel['members'][number]
        let sum = sumOfProducts(member.waves, waves)
        sum += sumOfProducts(member.pulls, covariances)
        sums[from + measure] = (sums[from + measure] as number) + sum
      }
    }
  }
}
