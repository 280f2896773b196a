import { type Cell, formOf, type Matrix, parseCell } from '../space/cell.ts'
import { complexity, type InputShape } from '../space/complexity.ts'
import { InvalidArchitectureError } from '../space/invalid-architecture-error.ts'
import { moduleHash } from '../space/module-hash.ts'
import type { Space } from '../space/space.ts'

/** An architecture as a file gives it: a hash, a cell, or both. */
export interface WrittenArchitecture {
  readonly hash: string | null
  readonly cell: { readonly matrix: Matrix; readonly operations: readonly string[] } | null
  readonly trainableParameters: number | null
}

export interface CheckedArchitecture {
  readonly architectureId: number
  /** `formOf` the cell that was trained, null where it is the representative. */
  readonly form: number | null
}

/**
 * Recomputes from the written cell whatever else the file says about it: module hash and parameter
 * count.
 * @returns the architecture, or why it is refused
 */
export function checkArchitecture(
  written: WrittenArchitecture,
  { space, shape }: { space: Space; shape: InputShape },
): CheckedArchitecture | { readonly reason: string } {
  const { hash, trainableParameters } = written
  const id = hash === null ? null : space.idOfHash(hash)
  if (id === -1) return { reason: `no architecture has the module hash ${JSON.stringify(hash)}` }
  if (written.cell === null) {
    if (id === null) return { reason: 'there is neither a module hash nor a matrix' }
    // Isomorphic forms differ in their parameters, so a count says nothing about a hash alone.
    return { architectureId: id, form: null }
  }

  const cell = parse(written.cell)
  if ('reason' in cell) return cell
  if (hash !== null) {
    const computed = moduleHash(cell)
    if (computed !== hash) {
      return { reason: `the module hash ${hash} is written, but the matrix has ${computed}` }
    }
  }
  const architectureId = space.idOf(cell)
  const form = formOf(cell)
  const isRepresentative = form === formOf(space.cellOf(architectureId))
  const count = checkCount(cell, { trainableParameters, shape })
  return count ?? { architectureId, form: isRepresentative ? null : form }
}

/** Images and classes of an instance, in the form `complexity` takes. */
export function shapeOf(instance: {
  readonly input: Omit<InputShape, 'classes'>
  readonly classes: number
}): InputShape {
  return { ...instance.input, classes: instance.classes }
}

function parse(cell: NonNullable<WrittenArchitecture['cell']>): Cell | { readonly reason: string } {
  try {
    return parseCell(cell.matrix, cell.operations).cell
  } catch (error) {
    if (!(error instanceof InvalidArchitectureError)) throw error
    return { reason: `the cell is invalid (${error.reason}): ${error.message}` }
  }
}

function checkCount(
  cell: Cell,
  { trainableParameters, shape }: { trainableParameters: number | null; shape: InputShape },
): { readonly reason: string } | null {
  if (trainableParameters === null) return null
  const computed = complexity(cell, shape).trainableParameters
  if (computed === trainableParameters) return null
  return {
    reason: `${trainableParameters} trainable parameters are written, but the cell has ${computed} with ${shape.channels} channels and ${shape.classes} classes`,
  }
}
