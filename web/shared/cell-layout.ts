/** A vertex of the drawing, or a place where a long edge passes a layer. */
interface Slot {
  readonly vertex: number | null
  /** Slots of the layer before that lead here. */
  readonly from: Slot[]
  readonly to: Slot[]
  readonly width: number
  layer: number
  x: number
}

export interface Point {
  readonly x: number
  readonly y: number
}

/** Where everything of a cell is drawn, from the input at the top to the output. */
export interface CellLayout {
  readonly width: number
  readonly height: number
  /** Centre of each vertex. */
  readonly vertices: readonly Point[]
  /** From the lower edge of a vertex to the upper edge of another. */
  readonly edges: readonly { readonly points: readonly Point[] }[]
}

export const VERTEX_WIDTH = 104
export const VERTEX_HEIGHT = 34
const PASSAGE_WIDTH = 30
const GAP = 22
const LAYER_HEIGHT = 70
const SWEEPS = 6

function layersOf(matrix: readonly (readonly number[])[]): number[] {
  const layers = matrix.map(() => 0)
  for (const [from, row] of matrix.entries()) {
    for (const [to, edge] of row.entries()) {
      if (edge === 1) layers[to] = Math.max(layers[to] as number, (layers[from] as number) + 1)
    }
  }
  return layers
}

const slot = (vertex: number | null, layer: number): Slot => ({
  vertex,
  from: [],
  to: [],
  width: vertex === null ? PASSAGE_WIDTH : VERTEX_WIDTH,
  layer,
  x: 0,
})

function place(layer: readonly Slot[], width: number): void {
  const own = layer.reduce((sum, one) => sum + one.width + GAP, -GAP)
  let x = (width - own) / 2
  for (const one of layer) {
    one.x = x + one.width / 2
    x += one.width + GAP
  }
}

const middle = (slots: readonly Slot[], otherwise: number) =>
  slots.length === 0 ? otherwise : slots.reduce((sum, { x }) => sum + x, 0) / slots.length

/** Puts each layer in the order of the means of its neighbours, down and up again. */
function order(layers: Slot[][], width: number): void {
  for (const layer of layers) place(layer, width)
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const isDown = sweep % 2 === 0
    for (const layer of isDown ? layers : [...layers].reverse()) {
      const wanted = new Map(layer.map((one) => [one, middle(isDown ? one.from : one.to, one.x)]))
      layer.sort((one, other) => (wanted.get(one) ?? 0) - (wanted.get(other) ?? 0))
      place(layer, width)
    }
  }
}

/** Lays a cell out in layers: a vertex lies below all that lead to it, a long edge passes between. */
export function layoutCell(matrix: readonly (readonly number[])[]): CellLayout {
  const depth = layersOf(matrix)
  const last = Math.max(0, ...depth)
  // An output without an edge still is at the bottom.
  if (matrix.length > 0) depth[matrix.length - 1] = Math.max(last, 1)
  const layers: Slot[][] = Array.from({ length: Math.max(last, 1) + 1 }, () => [])
  const vertices = depth.map((layer, vertex) => {
    const made = slot(vertex, layer)
    layers[layer]?.push(made)
    return made
  })
  const chains: Slot[][] = []
  for (const [from, row] of matrix.entries()) {
    for (const [to, edge] of row.entries()) {
      const [start, end] = [vertices[from], vertices[to]]
      if (edge !== 1 || start === undefined || end === undefined) continue
      const chain = [start]
      for (let layer = start.layer + 1; layer < end.layer; layer++) {
        const passage = slot(null, layer)
        layers[layer]?.push(passage)
        chain.push(passage)
      }
      chain.push(end)
      for (let at = 1; at < chain.length; at++) {
        const [before, after] = [chain[at - 1] as Slot, chain[at] as Slot]
        before.to.push(after)
        after.from.push(before)
      }
      chains.push(chain)
    }
  }
  const widths = layers.map((layer) => layer.reduce((sum, { width }) => sum + width + GAP, -GAP))
  const width = Math.max(VERTEX_WIDTH, ...widths) + 8
  order(layers, width)
  const y = (layer: number) => 4 + VERTEX_HEIGHT / 2 + layer * LAYER_HEIGHT
  return {
    width,
    height: y(layers.length - 1) + VERTEX_HEIGHT / 2 + 4,
    vertices: vertices.map((one) => ({ x: one.x, y: y(one.layer) })),
    edges: chains.map((chain) => ({
      points: chain.map((one, at) => ({
        x: one.x,
        y:
          y(one.layer) +
          (at === 0 ? VERTEX_HEIGHT / 2 : at === chain.length - 1 ? -VERTEX_HEIGHT / 2 - 2 : 0),
      })),
    })),
  }
}
