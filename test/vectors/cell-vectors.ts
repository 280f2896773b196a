import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import {
  type Cell,
  formOf,
  type Matrix,
  matrixOf,
  operationsOf,
  parseCell,
} from '../../space/cell.ts'
import { complexity } from '../../space/complexity.ts'
import { InvalidArchitectureError } from '../../space/invalid-architecture-error.ts'
import { isomorphicForms } from '../../space/isomorphic-forms.ts'
import { moduleHash } from '../../space/module-hash.ts'
import { OPERATIONS } from '../../space/operation.ts'
import { sampleLatinHypercube, sampleUniform } from '../../space/sample.ts'
import type { Space } from '../../space/space.ts'
import { testGraph } from '../support/landscapes.ts'
import { ANCHORS } from './anchors.ts'
import { INVALID } from './invalid-cells.ts'

export interface Drawn {
  readonly matrix: Matrix
  readonly operations: readonly string[]
}

const drawnOf = (cell: Cell): Drawn => ({
  matrix: matrixOf(cell),
  operations: operationsOf(cell),
})

// Random upper-triangular matrices of 2 to 9 vertices; larger ones only get in by being pruned.
function* randomCells(seed: number): Generator<Drawn> {
  const random = xoroshiro128plus(seed)
  for (;;) {
    const size = uniformInt(random, 2, 9)
    const matrix = Array.from({ length: size }, (_, x) =>
      Array.from({ length: size }, (_, y) => (x < y && uniformInt(random, 0, 2) === 0 ? 1 : 0)),
    )
    const interior = Array.from(
      { length: size - 2 },
      () => OPERATIONS[uniformInt(random, 0, 2)] ?? '',
    )
    yield { matrix, operations: ['input', ...interior, 'output'] }
  }
}

function parsed({ matrix, operations }: Drawn): Cell | null {
  try {
    return parseCell(matrix, operations).cell
  } catch (error) {
    if (error instanceof InvalidArchitectureError) return null
    throw error
  }
}

function someCells(seed: number, count: number): Drawn[] {
  const found: Drawn[] = []
  for (const cell of randomCells(seed)) {
    if (parsed(cell) !== null) found.push(cell)
    if (found.length === count) break
  }
  return found
}

/** Matrices with operations, pruned or not, and the architecture that each is. */
export function hashingVectors(space: Space) {
  const { inception, known } = ANCHORS
  const published = [0, space.size - 1, known.architectureId].map((id) => drawnOf(space.cellOf(id)))
  return [inception, inception.representative, ...published, ...someCells(101, 120)].map(
    ({ matrix, operations }) => {
      const { cell, pruned } = parseCell(matrix, operations)
      const architectureId = space.idOf(cell)
      return {
        matrix,
        operations,
        hash: moduleHash(cell),
        architectureId,
        pruned,
        prunedForm: drawnOf(cell),
        representative: drawnOf(space.cellOf(architectureId)),
      }
    },
  )
}

/** Every labelled form of some architectures: all have one hash. */
export function isomorphismVectors(space: Space) {
  return sampleUniform(space, 15, 7).map((architectureId) => {
    const forms = isomorphicForms(space.cellOf(architectureId))
    const sorted = forms.sort((left, right) => formOf(left) - formOf(right))
    return { hash: space.hashOf(architectureId), forms: sorted.slice(0, 12).map(drawnOf) }
  })
}

/** What is refused, and the reason in one word. */
export function validityVectors() {
  return INVALID.map(({ matrix, operations }) => {
    try {
      parseCell(matrix, operations)
    } catch (error) {
      if (error instanceof InvalidArchitectureError) {
        return { matrix, operations, reason: error.reason }
      }
      throw error
    }
    throw new Error(`This cell is valid: ${JSON.stringify({ matrix, operations })}`)
  })
}

const SHAPES = [
  { height: 32, width: 32, channels: 3, classes: 10 },
  { height: 32, width: 32, channels: 10, classes: 17 },
  { height: 33, width: 17, channels: 1, classes: 2 },
]

/** Trainable parameters and multiply-accumulates of labelled forms, in the order of the shapes. */
export function complexityVectors(space: Space) {
  const forms = sampleUniform(space, 12, 11).flatMap((id) => isomorphicForms(space.cellOf(id)))
  const { cell: inception } = parseCell(ANCHORS.inception.matrix, ANCHORS.inception.operations)
  return {
    shapes: SHAPES,
    cells: [inception, ...forms.slice(0, 40)].map((cell) => ({
      ...drawnOf(cell),
      complexities: SHAPES.map((shape) => complexity(cell, shape)),
    })),
  }
}

/** Neighbours of some architectures in both directions, ascending by hash. */
export async function neighbourVectors(space: Space) {
  const { offsets, neighbours } = await testGraph()
  const { inception, known } = ANCHORS
  const ids = [
    space.idOfHash(inception.hash),
    known.architectureId,
    space.idOf({ vertices: 4, adjacency: 0b111111, operations: 0 }),
    ...sampleUniform(space, 4, 13),
  ]
  return ids.map((id) => ({
    hash: space.hashOf(id),
    neighbours: [...neighbours.subarray(offsets[id], offsets[id + 1])].map((neighbour) =>
      space.hashOf(neighbour),
    ),
  }))
}

/** Samples by method, count and seed, in order. */
export function sampleVectors(space: Space) {
  const samples = { random: sampleUniform, 'latin-hypercube': sampleLatinHypercube } as const
  return (['random', 'latin-hypercube'] as const).flatMap((method) =>
    [0, 1, 2 ** 32 - 1].flatMap((seed) =>
      [1, 40].map((count) => {
        const architectureIds = samples[method](space, count, seed)
        const hashes = architectureIds.map((id) => space.hashOf(id))
        return { method, count, seed, architectureIds, hashes }
      }),
    ),
  )
}
