import type { OpenApiDocument, OpenApiOperation } from './openapi-types.ts'

/** An operation and where it is. */
export interface Placed {
  readonly path: string
  readonly method: string
  readonly operation: OpenApiOperation
}

/** Everything that the document describes, by group, in the order of the reference. */
export function groupedOperations({ paths }: OpenApiDocument): ReadonlyMap<string, Placed[]> {
  const groups = new Map<string, Placed[]>()
  for (const [path, methods] of Object.entries(paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      const group = operation.tags[0] ?? 'Other'
      groups.set(group, [...(groups.get(group) ?? []), { path, method, operation }])
    }
  }
  return groups
}
