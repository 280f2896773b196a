import { z } from 'zod'
import { parseInput } from '../operations/input.ts'
import type { AnyOperation } from '../operations/operation.ts'
import { decodeQuery, fieldsOf, misreadText } from './query-string.ts'

const KEPT_MAX = 64
const KEPT_LENGTH_MAX = 256

/**
 * Input of an operation from the parameters of its path and the text of a query.
 * @throws ApiError `request_invalid`
 */
type QueryInput = (path: Readonly<Record<string, string>>, query: string) => unknown

type Shape = Readonly<Record<string, z.core.$ZodType>>

// Field by field only where no check looks at several fields.
function shapeOf({ input }: AnyOperation): Shape | null {
  if (!(input instanceof z.ZodObject)) return null
  return (input.def.checks ?? []).length === 0 ? input.shape : null
}

/**
 * Reads inputs by the operation's schema. The last few queries are parsed once and the path each time,
 * because clients send few queries with many paths; whatever is wrong is left to the whole schema.
 */
export function queryInput(operation: AnyOperation): QueryInput {
  const fields = fieldsOf(operation)
  const readAll: QueryInput = (path, query) =>
    parseInput(operation.input, decodeQuery(fields, path, new URLSearchParams(query)), misreadText)
  const shape = shapeOf(operation)
  if (shape === null) return readAll
  const names = [...operation.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name as string)
  const inPath = names.map((name) => [name, shape[name] ?? z.never()] as const)
  const inQuery = z.strictObject(
    Object.fromEntries(Object.entries(shape).filter(([name]) => !names.includes(name))),
  )
  // With room for the path's parameters: an object that grows costs more than all of the rest.
  const room = Object.fromEntries(names.map((name) => [name, undefined]))
  const kept = new Map<string, object>()
  const readQuery: (...given: Parameters<QueryInput>) => object | undefined = (path, query) => {
    const known = kept.get(query)
    if (known !== undefined) return known
    // With the path, so that a query that gives one of its parameters again is refused.
    const decoded = Object.entries(decodeQuery(fields, path, new URLSearchParams(query)))
    const own = decoded.filter(([name]) => !names.includes(name))
    const parsed = inQuery.safeParse(Object.fromEntries(own))
    if (!parsed.success) return undefined
    const data = { ...room, ...parsed.data }
    if (query.length > KEPT_LENGTH_MAX) return data
    const [oldest] = kept.keys()
    if (kept.size >= KEPT_MAX && oldest !== undefined) kept.delete(oldest)
    kept.set(query, data)
    return data
  }
  return (path, query) => {
    const rest = readQuery(path, query)
    if (rest === undefined) return readAll(path, query)
    const input: Record<string, unknown> = { ...rest }
    for (const [name, schema] of inPath) {
      const parsed = z.safeParse(schema, path[name])
      if (!parsed.success) return readAll(path, query)
      input[name] = parsed.data
    }
    return input
  }
}
