import { type Cell, cellOfForm } from './cell.ts'
import { hashIndex, hashTextAt } from './hash-index.ts'
import { type LabelledGraphs, labelledGraphs } from './labelled-graphs.ts'

/** Architectures of NASBench-101. */
export const ARCHITECTURE_COUNT = 423_624

/** The tables that are the space; `encodeSpace` writes them to bytes. */
export interface SpaceTables {
  /** 4 big-endian words an architecture: the module hashes, ascending. */
  readonly hashes: Uint32Array
  /** Form of each architecture's representative. */
  readonly forms: Uint32Array
  /** Architecture id of each labelled graph. */
  readonly ids: Uint32Array
}

/** All architectures of NASBench-101: between cells, module hashes and architecture ids. */
export interface Space {
  /** 423,624. */
  readonly size: number
  readonly tables: SpaceTables
  /** Rank of the cell's module hash among all; any pruned, valid cell has one. */
  idOf(cell: Cell): number
  /** -1 where no architecture has this hash, or it is not 32 lower-case hexadecimal digits. */
  idOfHash(hash: string): number
  /** @throws RangeError where there is no such architecture */
  hashOf(architectureId: number): string
  /** The form that NASBench-101's generator meets first. @throws RangeError as `hashOf` */
  cellOf(architectureId: number): Cell
}

export function spaceOf(tables: SpaceTables, graphs: LabelledGraphs = labelledGraphs()): Space {
  const { hashes, forms, ids } = tables
  const idOfHash = hashIndex(hashes)
  const checked = (id: number) => {
    if (Number.isInteger(id) && id >= 0 && id < ARCHITECTURE_COUNT) return id
    throw new RangeError(
      `There is no architecture ${id}; ids go from 0 to ${ARCHITECTURE_COUNT - 1}.`,
    )
  }
  return {
    size: ARCHITECTURE_COUNT,
    tables,
    idOf: (cell) => {
      const id = ids[graphs.indexOf(cell)]
      if (id === undefined) throw new RangeError('The cell is not pruned; make it with parseCell.')
      return id
    },
    idOfHash,
    hashOf: (id) => hashTextAt(hashes, checked(id)),
    cellOf: (id) => cellOfForm(forms[checked(id)] as number),
  }
}
