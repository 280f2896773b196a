import { type Condition, conditionText, readCondition } from './conditions.ts'
import { type Axis, axesOf, type Instance, mainAxis, shortKey } from './measures.ts'

export const SOURCES = ['auto', 'tabular', 'surrogate'] as const
export type ViewSource = (typeof SOURCES)[number]

/** What a page of an instance shows: its address says all of it. */
export interface View {
  readonly x: Axis
  readonly y: Axis
  readonly epochs: number
  readonly source: ViewSource
  readonly where: readonly Condition[]
  /** Texts in the address that are no conditions. */
  readonly unread: readonly string[]
  /** As listings have it. */
  readonly sort: string
}

/** Numbers beside the measures that a filter can bound. */
export const STRUCTURE = [
  { key: 'nearestMeasured', label: 'Edits to a measured cell' },
  { key: 'vertices', label: 'Vertices' },
  { key: 'edges', label: 'Edges' },
  { key: 'conv3x3', label: 'Convolutions 3×3' },
  { key: 'conv1x1', label: 'Convolutions 1×1' },
  { key: 'maxpool3x3', label: 'Max poolings 3×3' },
] as const

const BOUNDS = { min: '>=', max: '<=' } as const

// The fields of the form: an empty one bounds nothing.
function boundsOf(query: URLSearchParams): string[] {
  return [...query].flatMap(([name, value]) => {
    const [, bound, key] = /^(min|max)-([A-Za-z0-9]+)$/.exec(name) ?? []
    if (key === undefined || value.trim() === '') return []
    return [`${key}${BOUNDS[bound as 'min' | 'max']}${value.trim().replaceAll(/[ ,_']/g, '')}`]
  })
}

/** The later of two bounds of the same side and name holds. */
function merged(conditions: readonly Condition[]): Condition[] {
  const byText = new Map<string, Condition>()
  for (const condition of conditions) {
    const isBound = condition.operator === '>=' || condition.operator === '<='
    byText.set(isBound ? condition.name + condition.operator : conditionText(condition), condition)
  }
  return [...byText.values()]
}

/** Reads the address of an instance page; what it does not say has a default. */
export function readView(instance: Instance, query: URLSearchParams): View {
  const axes = axesOf(instance)
  const axisOf = (name: string, otherwise: Axis) => {
    const asked = query.get(name)
    return axes.find(({ key }) => key === asked || shortKey(key) === asked) ?? otherwise
  }
  const y = axisOf('y', mainAxis(axes))
  const costs = axes.find(({ key }) => key === 'trainableParameters') ?? y
  const texts = [...query.getAll('where').flatMap((text) => text.split(',')), ...boundsOf(query)]
  const given = texts.map((text) => text.trim()).filter((text) => text !== '')
  const read = given.map((text) => ({ text, condition: readCondition(text) }))
  const source = SOURCES.find((one) => one === query.get('source')) ?? 'auto'
  const epochs = Number(query.get('epochs') ?? Number.NaN)
  const { epochs: budgets } = instance
  return {
    x: axisOf('x', costs),
    y,
    epochs: budgets.includes(epochs) ? epochs : (budgets.at(-1) ?? 1),
    source,
    where: merged(read.flatMap(({ condition }) => condition ?? [])),
    unread: read.flatMap(({ text, condition }) => (condition === null ? [text] : [])),
    sort: `${y.direction === 'maximize' ? '-' : ''}${shortKey(y.key)}`,
  }
}

/** The same view as the query of an address, without what is the default. */
export function viewQuery(instance: Instance, view: View): URLSearchParams {
  const { x, y, epochs, source, where } = view
  const usual = readView(instance, new URLSearchParams())
  const query = new URLSearchParams()
  if (x.key !== usual.x.key) query.set('x', x.key)
  if (y.key !== usual.y.key) query.set('y', y.key)
  if (epochs !== usual.epochs) query.set('epochs', String(epochs))
  if (source !== 'auto') query.set('source', source)
  for (const condition of where) query.append('where', conditionText(condition))
  return query
}
