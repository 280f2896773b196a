import { layoutCell, type Point, VERTEX_HEIGHT, VERTEX_WIDTH } from './cell-layout.ts'

const LABELS: Readonly<Record<string, string>> = {
  input: 'input',
  output: 'output',
  'conv3x3-bn-relu': 'conv 3×3',
  'conv1x1-bn-relu': 'conv 1×1',
  maxpool3x3: 'max pool 3×3',
}

const CLASSES: Readonly<Record<string, string>> = {
  'conv3x3-bn-relu': 'conv3x3',
  'conv1x1-bn-relu': 'conv1x1',
  maxpool3x3: 'maxpool',
}

/** What a drawing calls an operation; empty where it has no such name. */
export function operationLabel(operation: string): string {
  return LABELS[operation] ?? ''
}

const n = (value: number) => String(Number(value.toFixed(1)))

function pathOf(points: readonly Point[]): string {
  const [first, ...rest] = points
  if (first === undefined) return ''
  let path = `M${n(first.x)} ${n(first.y)}`
  let before = first
  for (const point of rest) {
    const half = (before.y + point.y) / 2
    path += `C${n(before.x)} ${n(half)} ${n(point.x)} ${n(half)} ${n(point.x)} ${n(point.y)}`
    before = point
  }
  return path
}

/** A cell in words: `input leads to conv 3×3 (2) and output`. */
export function cellInWords(
  matrix: readonly (readonly number[])[],
  operations: readonly string[],
): string {
  const name = (vertex: number) => {
    const operation = operations[vertex] ?? ''
    const label = operationLabel(operation)
    return operation === 'input' || operation === 'output' ? label : `${label} (${vertex})`
  }
  return matrix
    .map((row, from) => {
      const to = row.flatMap((edge, at) => (edge === 1 ? [name(at)] : []))
      return to.length === 0 ? '' : `${name(from)} leads to ${to.join(', ')}`
    })
    .filter((part) => part !== '')
    .join('; ')
}

let drawn = 0

/** A cell as SVG: nothing but numbers and names of ours goes into the text. */
export function cellSvg(
  matrix: readonly (readonly number[])[],
  operations: readonly string[],
): string {
  const { width, height, vertices, edges } = layoutCell(matrix)
  const id = `arrow-${++drawn % 1000}`
  const nodes = vertices.map(({ x, y }, vertex) => {
    const operation = operations[vertex] ?? ''
    const kind = CLASSES[operation] ?? 'end'
    const [left, top] = [x - VERTEX_WIDTH / 2, y - VERTEX_HEIGHT / 2]
    return `<g class="vertex ${kind}"><rect x="${n(left)}" y="${n(top)}" width="${VERTEX_WIDTH}" height="${VERTEX_HEIGHT}" rx="${kind === 'end' ? VERTEX_HEIGHT / 2 : 6}"/><text x="${n(x)}" y="${n(y + 4.5)}">${operationLabel(operation)}</text></g>`
  })
  const lines = edges.map(
    ({ points }) => `<path class="edge" d="${pathOf(points)}" marker-end="url(#${id})"/>`,
  )
  return `<svg class="cell" viewBox="0 0 ${n(width)} ${n(height)}" width="${n(width)}" height="${n(height)}" role="img" aria-label="${cellInWords(matrix, operations)}"><defs><marker id="${id}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path class="head" d="M0 0.5L8 4L0 7.5Z"/></marker></defs>${lines.join('')}${nodes.join('')}</svg>`
}
