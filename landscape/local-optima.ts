import { openComponents } from './components.ts'
import { enteredIds, type Landscape } from './landscape.ts'

/**
 * Local optima of a landscape. A plateau is a largest set of equal fitness whose members can all be
 * reached from each other; it is a local optimum where no neighbour of any of its members is fitter
 * (Verel, Ochoa, Tomassini 2011). A plateau is named by its least id.
 */
export interface LocalOptima {
  /** By architecture: the least id of its plateau. */
  readonly plateaus: Uint32Array
  /** By architecture: how many members its plateau has, at the plateau's least id; else 0. */
  readonly sizes: Uint32Array
  /**
   * By architecture: the fittest of its fitter neighbours (the least id of equals), else itself. One
   * that no move leads back to moves to an equal neighbour too: it is no plateau with that.
   */
  readonly fittest: Uint32Array
  /** Least ids of the plateaus that are local optima, the fittest first, then by id. */
  readonly optima: Uint32Array
}

export function findLocalOptima(landscape: Landscape): LocalOptima {
  const { graph, fitness } = landscape
  const { size, offsets, neighbours } = graph
  const entered = enteredIds(landscape)
  const components = openComponents(size)
  const fittest = Uint32Array.from({ length: size }, (_, id) => id)
  for (let id = 0; id < size; id++) {
    const own = fitness[id] as number
    if (Number.isNaN(own)) continue
    let best = own
    for (let at = offsets[id] as number; at < (offsets[id + 1] as number); at++) {
      const other = neighbours[at] as number
      const value = fitness[other] as number
      if (value > best) {
        best = value
        fittest[id] = other
      } else if (value === own) {
        if (entered[id] === 1) components.join(id, other)
        else if (fittest[id] === id) fittest[id] = other
      }
    }
  }
  const plateaus = new Uint32Array(size)
  const sizes = new Uint32Array(size)
  const hasExit = new Uint8Array(size)
  for (let id = 0; id < size; id++) {
    const root = components.rootOf(id)
    plateaus[id] = root
    if (Number.isNaN(fitness[id])) continue
    sizes[root] = (sizes[root] as number) + 1
    if (fittest[id] !== id) hasExit[root] = 1
  }
  const optima: number[] = []
  for (let id = 0; id < size; id++) {
    if ((sizes[id] as number) > 0 && hasExit[id] === 0) optima.push(id)
  }
  optima.sort((a, b) => (fitness[b] as number) - (fitness[a] as number) || a - b)
  return { plateaus, sizes, fittest, optima: Uint32Array.from(optima) }
}
