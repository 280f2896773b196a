import { restrictedGraph } from '../../landscape/restricted-graph.ts'
import type { NeighbourGraph } from '../../space/neighbour-graph.ts'
import { buildNeighbourGraph } from '../../space/neighbour-graphs.ts'
import type { Space } from '../../space/space.ts'
import { numbersOf, type Row } from '../source-tables.ts'

/** The 2,532 cells of up to 5 vertices with all that was measured of them. */
export interface SmallCells {
  readonly space: Space
  /** `graph-edit` of the whole space. */
  readonly whole: NeighbourGraph
  /** The same of these cells alone, numbered by their place. */
  readonly graph: NeighbourGraph
  /** Architecture ids, ascending. */
  readonly ids: Int32Array
  /** Validation accuracy: mean of the runs of each cell. */
  readonly fitness: Float64Array
  /** The runs of each cell. */
  readonly runs: readonly (readonly number[])[]
}

/** @param rows of the table of EC-NAS-Bench @throws RangeError where a cell of 5 vertices is missing */
export function smallCells(space: Space, rows: readonly Row[]): SmallCells {
  const accuracies = numbersOf(rows, 'validation_accuracy')
  const byId = new Map<number, number[]>()
  for (const [at, row] of rows.entries()) {
    const id = space.idOfHash(row['module_hash'] ?? '')
    byId.set(id, [...(byId.get(id) ?? []), accuracies[at] as number])
  }
  const ids: number[] = []
  for (let id = 0; id < space.size; id++) if (space.cellOf(id).vertices <= 5) ids.push(id)
  const runs = ids.map((id) => byId.get(id) ?? [])
  const missing = runs.findIndex((own) => own.length === 0)
  if (missing >= 0) {
    throw new RangeError(`The table lacks the cell ${space.hashOf(ids[missing] as number)}.`)
  }
  const whole = buildNeighbourGraph(space, 'graph-edit')
  return {
    space,
    whole,
    graph: restrictedGraph(whole, ids),
    ids: Int32Array.from(ids),
    fitness: Float64Array.from(runs, (own) => own.reduce((a, b) => a + b, 0) / own.length),
    runs,
  }
}
