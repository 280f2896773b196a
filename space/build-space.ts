import { cellOfForm, formOf, LABELINGS, labelsOf, VERTICES_MAX } from './cell.ts'
import { hashOrder } from './hash-order.ts'
import { reorderAdjacency, reorderOperations, topologicalOrders } from './isomorphic-forms.ts'
import { LABELLED_GRAPH_COUNT, type LabelledGraphs, labelledGraphs } from './labelled-graphs.ts'
import { moduleHashes } from './module-hashes.ts'
import { ARCHITECTURE_COUNT, type Space, spaceOf } from './space.ts'

/** The architectures in the order of NASBench-101's generator, before they are hashed. */
export interface FoundArchitectures {
  readonly graphs: LabelledGraphs
  /** The form met first of each architecture, its representative. */
  readonly forms: Uint32Array
  /** Of each labelled graph, the place of its architecture in `forms`. */
  readonly places: Int32Array
}

/** Enumerates the labelled graphs and merges isomorphic ones: about half a second. */
export function findArchitectures(): FoundArchitectures {
  const graphs = labelledGraphs()
  const places = new Int32Array(LABELLED_GRAPH_COUNT).fill(-1)
  const forms = new Uint32Array(new SharedArrayBuffer(ARCHITECTURE_COUNT * 4))
  let count = 0
  for (let vertices = 2; vertices <= VERTICES_MAX; vertices++) {
    for (const adjacency of graphs.adjacencies(vertices)) {
      const orders = topologicalOrders(vertices, adjacency)
      const images = orders.map((order) => reorderAdjacency(adjacency, order))
      for (let operations = 0; operations < (LABELINGS[vertices] as number); operations++) {
        const cell = { vertices, adjacency, operations }
        if (places[graphs.indexOf(cell)] !== -1) continue
        const labels = labelsOf(cell)
        for (const [at, order] of orders.entries()) {
          const form = {
            vertices,
            adjacency: images[at] as number,
            operations: reorderOperations(labels, order),
          }
          places[graphs.indexOf(form)] = count
        }
        forms[count++] = formOf(cell)
      }
    }
  }
  return { graphs, forms, places }
}

/** Room for the hash of each architecture, 4 big-endian words each, which threads can share. */
export const emptyHashes = () =>
  new Uint32Array(new SharedArrayBuffer(ARCHITECTURE_COUNT * 4 * Uint32Array.BYTES_PER_ELEMENT))

/** Hashes the architectures of these places; the whole space takes about three seconds on one core. */
export type HashForms = (range: { readonly from: number; readonly to: number }) => void

/** @param hashes are written */
export function hashingForms(forms: Uint32Array, hashes: Uint32Array): HashForms {
  const write = moduleHashes()
  return ({ from, to }) => {
    for (let first = from; first < to; ) {
      const { vertices, adjacency, operations } = cellOfForm(forms[first] as number)
      const found = [operations]
      // Cells with the same edges follow each other.
      for (let next = first + 1; next < to; next++) {
        const cell = cellOfForm(forms[next] as number)
        if (cell.adjacency !== adjacency) break
        found.push(cell.operations)
      }
      write({ vertices, adjacency }, found, hashes, first * 4)
      first += found.length
    }
  }
}

/** The space of architectures that are found and hashed: sorts them by their hashes. */
export function sortedSpace({ graphs, forms, places }: FoundArchitectures, hashes: Uint32Array) {
  const order = hashOrder(hashes)
  const ids = new Uint32Array(order.length)
  const sortedHashes = new Uint32Array(hashes.length)
  const sortedForms = new Uint32Array(forms.length)
  for (let id = 0; id < order.length; id++) {
    const place = order[id] as number
    ids[place] = id
    for (let word = 0; word < 4; word++) {
      sortedHashes[id * 4 + word] = hashes[place * 4 + word] as number
    }
    sortedForms[id] = forms[place] as number
  }
  const idsOfGraphs = new Uint32Array(places.length)
  for (let graph = 0; graph < places.length; graph++) {
    idsOfGraphs[graph] = ids[places[graph] as number] as number
  }
  const tables = {
    hashes: sortedHashes,
    forms: sortedForms,
    ids: idsOfGraphs,
  }
  return spaceOf(tables, graphs)
}

/** The whole space on this thread: about four seconds. */
export function buildSpace(): Space {
  const found = findArchitectures()
  const hashes = emptyHashes()
  hashingForms(found.forms, hashes)({ from: 0, to: ARCHITECTURE_COUNT })
  return sortedSpace(found, hashes)
}
