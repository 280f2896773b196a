import { type Cell, edgeBit, hasEdge, labelsOf } from './cell.ts'

/**
 * The orders of the vertices in which every edge still leads from a lower to a higher one: all
 * labelled forms of a cell come from these. Each order lists the old vertex at each new place.
 */
export function topologicalOrders(vertices: number, adjacency: number): number[][] {
  const cell = { vertices, adjacency, operations: 0 }
  const orders: number[][] = []
  const order = [0]
  const extend = () => {
    if (order.length === vertices - 1) {
      orders.push([...order, vertices - 1])
      return
    }
    for (let vertex = 1; vertex < vertices - 1; vertex++) {
      if (order.includes(vertex)) continue
      let ready = true
      for (let from = 1; from < vertex; from++) {
        if (hasEdge(cell, from, vertex) && !order.includes(from)) ready = false
      }
      if (!ready) continue
      order.push(vertex)
      extend()
      order.pop()
    }
  }
  extend()
  return orders
}

/** Edge bits after the vertices are put into that order. */
export function reorderAdjacency(adjacency: number, order: readonly number[]): number {
  let bits = 0
  for (let y = 1; y < order.length; y++) {
    for (let x = 0; x < y; x++) {
      const [from, to] = [order[x] as number, order[y] as number]
      if (from < to && (adjacency >>> edgeBit(from, to)) & 1) bits |= 1 << edgeBit(x, y)
    }
  }
  return bits
}

/** Base-3 number of the interior labels after the vertices are put into that order. */
export function reorderOperations(labels: readonly number[], order: readonly number[]): number {
  let code = 0
  for (let at = 1; at < order.length - 1; at++) {
    code = code * 3 + (labels[(order[at] as number) - 1] as number)
  }
  return code
}

/** All labelled forms of a cell's architecture; forms that coincide are listed once. */
export function isomorphicForms(cell: Cell): Cell[] {
  const labels = labelsOf(cell)
  const forms = new Map<string, Cell>()
  for (const order of topologicalOrders(cell.vertices, cell.adjacency)) {
    const adjacency = reorderAdjacency(cell.adjacency, order)
    const operations = reorderOperations(labels, order)
    forms.set(`${adjacency}/${operations}`, { vertices: cell.vertices, adjacency, operations })
  }
  return [...forms.values()]
}

/**
 * An integer that is equal exactly for isomorphic cells: the least of its forms in the generator's
 * order, which makes it the form of the architecture's representative.
 */
export function canonicalKey(cell: Cell): number {
  let least = Number.POSITIVE_INFINITY
  for (const form of isomorphicForms(cell)) {
    least = Math.min(least, form.adjacency * 243 + form.operations)
  }
  return least
}
