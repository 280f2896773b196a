import { type Cell, cellOfForm, formOf, LABELINGS, labelsOf, VERTICES_MAX } from './cell.ts'
import { hashIndex, hashTextAt } from './hash-index.ts'
import { reorderAdjacency, reorderOperations, topologicalOrders } from './isomorphic-forms.ts'
import { LABELLED_GRAPH_COUNT, type LabelledGraphs, labelledGraphs } from './labelled-graphs.ts'
import { moduleHashes } from './module-hashes.ts'

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

const PROGRESS_STEP = 1024

/**
 * Enumerates, merges isomorphic forms, hashes and sorts the whole space: about ten seconds on one
 * core. The first form met in the generator's order becomes the representative. Yields the number of
 * architectures hashed so far, so that a server can answer in between.
 */
export function* buildingSpace(): Generator<number, Space> {
  const graphs = labelledGraphs()
  const classes = new Int32Array(LABELLED_GRAPH_COUNT).fill(-1)
  const forms = new Uint32Array(ARCHITECTURE_COUNT)
  const hashes = new Uint32Array(ARCHITECTURE_COUNT * 4)
  const writeHashes = moduleHashes()
  let count = 0
  let reported = 0
  for (let vertices = 2; vertices <= VERTICES_MAX; vertices++) {
    for (const adjacency of graphs.adjacencies(vertices)) {
      const orders = topologicalOrders(vertices, adjacency)
      const images = orders.map((order) => reorderAdjacency(adjacency, order))
      const first = count
      const found: number[] = []
      for (let operations = 0; operations < (LABELINGS[vertices] as number); operations++) {
        const cell = { vertices, adjacency, operations }
        if (classes[graphs.indexOf(cell)] !== -1) continue
        const labels = labelsOf(cell)
        for (const [at, order] of orders.entries()) {
          const form = {
            vertices,
            adjacency: images[at] as number,
            operations: reorderOperations(labels, order),
          }
          classes[graphs.indexOf(form)] = count
        }
        forms[count] = formOf(cell)
        found.push(operations)
        count++
      }
      writeHashes({ vertices, adjacency }, found, hashes, first * 4)
      if (count - reported >= PROGRESS_STEP) {
        reported = count
        yield count
      }
    }
  }
  yield count
  return spaceOf(sortByHash({ hashes, forms, ids: Uint32Array.from(classes) }), graphs)
}

export function buildSpace(): Space {
  const building = buildingSpace()
  for (;;) {
    const step = building.next()
    if (step.done) return step.value
  }
}

// `ids` holds numbers in the order of discovery; afterwards ranks of the hash.
function sortByHash({ hashes, forms, ids }: SpaceTables): SpaceTables {
  const order = Uint32Array.from(forms.keys()).sort((left, right) => {
    for (let word = 0; word < 4; word++) {
      const difference = (hashes[left * 4 + word] as number) - (hashes[right * 4 + word] as number)
      if (difference !== 0) return difference
    }
    return 0
  })
  const rank = new Uint32Array(order.length)
  const sortedHashes = new Uint32Array(hashes.length)
  const sortedForms = new Uint32Array(forms.length)
  for (const [id, from] of order.entries()) {
    rank[from] = id
    sortedHashes.set(hashes.subarray(from * 4, from * 4 + 4), id * 4)
    sortedForms[id] = forms[from] as number
  }
  return { hashes: sortedHashes, forms: sortedForms, ids: ids.map((from) => rank[from] as number) }
}
