import type { OpenApiOperation } from './openapi-types.ts'

/** A request of the reference, ready to be written in any language. */
export interface ExampleRequest {
  readonly title: string
  readonly operation: string
  readonly method: string
  /** With its query. */
  readonly path: string
  /** All fields, as a client's function takes them. */
  readonly input: Readonly<Record<string, unknown>>
  readonly hasBody: boolean
  /** The file's name where the answer is one, else null. */
  readonly file: string | null
  /** What the release that is served answers; undefined where it does not. */
  readonly answer: unknown
}

/** The path of an operation with its fields filled in, those that are not in it as a query. */
export function fillPath(path: string, input: Readonly<Record<string, unknown>>): string {
  const query = new URLSearchParams()
  let filled = path
  for (const [name, value] of Object.entries(input)) {
    const next = filled.replace(`{${name}}`, encodeURIComponent(String(value)))
    if (next === filled) query.append(name, String(value))
    filled = next
  }
  return query.size === 0 ? filled : `${filled}?${query}`
}

/** The requests that an operation's examples make, in the order they are declared in. */
export function exampleRequests(
  path: string,
  method: string,
  operation: OpenApiOperation,
): ExampleRequest[] {
  const content = operation.responses['200']?.content ?? {}
  const answers = content['application/json']?.examples ?? {}
  const file = 'application/octet-stream' in content ? (path.split('/').at(-1) ?? '') : null
  const hasBody = operation.requestBody !== undefined
  return Object.entries(operation['x-examples']).map(([key, { summary, value }]) => {
    const input = value as ExampleRequest['input']
    return {
      title: summary,
      operation: operation.operationId,
      method: method.toUpperCase(),
      path: hasBody ? path : fillPath(path, input),
      input,
      hasBody,
      file,
      answer: answers[key]?.value,
    }
  })
}
