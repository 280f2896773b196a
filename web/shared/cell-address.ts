/** A cell as an address has it: its edges and the operations between input and output. */
export interface DrawnCell {
  readonly matrix: readonly (readonly number[])[]
  readonly operations: readonly string[]
}

const SHORT: Readonly<Record<string, string>> = {
  'conv3x3-bn-relu': 'conv3x3',
  'conv1x1-bn-relu': 'conv1x1',
  maxpool3x3: 'maxpool3x3',
}
const LONG = new Map(Object.entries(SHORT).map(([long, short]) => [short, long]))

/** Names of operations in an address, and what they stand for. */
export const ADDRESS_OPERATIONS = [...LONG]

export const VERTICES_DRAWN_MAX = 7

/** `edges=0-1,1-2&operations=conv3x3` */
export function cellFields({ matrix, operations }: DrawnCell): string {
  const edges = matrix.flatMap((row, from) =>
    row.flatMap((edge, to) => (edge === 1 ? [`${from}-${to}`] : [])),
  )
  const inner = operations.slice(1, -1).map((operation) => SHORT[operation] ?? operation)
  return `operations=${inner.join(',')}&edges=${edges.join(',')}`
}

const EDGE = /^(\d)-(\d)$/

function cellOf(names: readonly string[], edges: readonly string[]): DrawnCell {
  const inner = names.slice(0, VERTICES_DRAWN_MAX - 2)
  const operations = ['input', ...inner.map((name) => LONG.get(name) ?? name), 'output']
  const matrix = operations.map(() => operations.map(() => 0))
  for (const edge of edges) {
    const [, from, to] = EDGE.exec(edge) ?? []
    const row = matrix[Number(from)]
    if (row?.[Number(to)] !== undefined && Number(from) < Number(to)) row[Number(to)] = 1
  }
  return { matrix, operations }
}

const listed = (text: string) => text.split(',').filter((name) => name !== '')

/**
 * The cell of an address, or of the fields of the editor's form, `op-1` and `edge-0-1`; null where it
 * names none. Edges that lead nowhere are left out.
 */
export function cellOfFields(query: URLSearchParams): DrawnCell | null {
  const [inner, edges] = [query.get('operations'), query.get('edges')]
  if (inner !== null && edges !== null) return cellOf(listed(inner), listed(edges))
  const fields = [...query]
  if (!fields.some(([name]) => name.startsWith('edge-') || name.startsWith('op-'))) return null
  const own = (prefix: string) => fields.filter(([name]) => name.startsWith(prefix))
  const names = own('op-')
    .sort(([one], [other]) => one.localeCompare(other))
    .map(([, value]) => value)
  return cellOf(
    names,
    own('edge-').map(([name]) => name.slice('edge-'.length)),
  )
}

/** The same cell with one vertex more, in front of the output and without edges. */
export function withVertex({ matrix, operations }: DrawnCell): DrawnCell {
  const last = operations.length - 1
  const widened = matrix.map((row) => [...row.slice(0, last), 0, row[last] ?? 0])
  const empty = Array.from({ length: last + 2 }, () => 0)
  return {
    operations: [...operations.slice(0, last), 'conv3x3-bn-relu', 'output'],
    matrix: [...widened.slice(0, last), empty, widened[last] ?? empty],
  }
}

/** The same cell without a vertex and its edges. */
export function withoutVertex({ matrix, operations }: DrawnCell, vertex: number): DrawnCell {
  const others = <Item>(items: readonly Item[]) => items.filter((_, at) => at !== vertex)
  return { operations: others(operations), matrix: others(matrix).map(others) }
}
