import { edgeCount, matrixOf, operationsOf } from '../space/cell.ts'
import { complexity, type InputShape } from '../space/complexity.ts'
import type { Space } from '../space/space.ts'

/** All architectures column by column; texts once each, by number. */
export interface Architectures {
  readonly space: Space
  /** Matrices as JSON: a list of rows of 0 and 1. */
  readonly matrices: readonly string[]
  /** Operations separated by commas. */
  readonly operationLists: readonly string[]
  /** By architecture id, positions in `matrices`. */
  readonly matrixIds: Uint16Array
  /** By architecture id, positions in `operationLists`. */
  readonly operationsIds: Uint16Array
  readonly vertices: Uint8Array
  readonly edges: Uint8Array
  /** By architecture id; computed once a shape. */
  complexities(shape: InputShape): Complexities
}

export interface Complexities {
  readonly trainableParameters: Float64Array
  readonly macs: Float64Array
}

class Numbered {
  readonly texts: string[] = []
  readonly #numbers = new Map<number, number>()

  of(key: number, text: () => string): number {
    const known = this.#numbers.get(key)
    if (known !== undefined) return known
    this.#numbers.set(key, this.texts.length)
    return this.texts.push(text()) - 1
  }
}

/** Takes 6 bytes an architecture and 16 more a shape. */
export function architecturesOf(space: Space): Architectures {
  const matrices = new Numbered()
  const operationLists = new Numbered()
  const matrixIds = new Uint16Array(space.size)
  const operationsIds = new Uint16Array(space.size)
  const vertices = new Uint8Array(space.size)
  const edges = new Uint8Array(space.size)
  for (let id = 0; id < space.size; id++) {
    const cell = space.cellOf(id)
    matrixIds[id] = matrices.of(cell.adjacency, () => JSON.stringify(matrixOf(cell)))
    const key = cell.operations * 8 + cell.vertices
    operationsIds[id] = operationLists.of(key, () => operationsOf(cell).join(','))
    vertices[id] = cell.vertices
    edges[id] = edgeCount(cell)
  }
  const byShape = new Map<string, Complexities>()
  return {
    space,
    matrices: matrices.texts,
    operationLists: operationLists.texts,
    matrixIds,
    operationsIds,
    vertices,
    edges,
    complexities: (shape) => {
      const key = shapeKey(shape)
      const known = byShape.get(key)
      if (known !== undefined) return known
      const computed = complexitiesOf(space, shape)
      byShape.set(key, computed)
      return computed
    },
  }
}

export function shapeKey({ height, width, channels, classes }: InputShape): string {
  return [height, width, channels, classes].join()
}

function complexitiesOf(space: Space, shape: InputShape): Complexities {
  const trainableParameters = new Float64Array(space.size)
  const macs = new Float64Array(space.size)
  for (let id = 0; id < space.size; id++) {
    const own = complexity(space.cellOf(id), shape)
    trainableParameters[id] = own.trainableParameters
    macs[id] = own.macs
  }
  return { trainableParameters, macs }
}
