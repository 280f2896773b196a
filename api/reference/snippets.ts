import type { ExampleRequest } from './example-requests.ts'
import { JSON_NOTATION, PYTHON, TYPESCRIPT, writeLiteral } from './write-literal.ts'

/** The languages of the examples, as pages name them. */
export const LANGUAGES = { curl: 'curl', python: 'Python', typescript: 'TypeScript' } as const
export type Language = keyof typeof LANGUAGES

const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`

function curl({ path, input, hasBody, file }: ExampleRequest, origin: string): string {
  const address = quoted(origin + path)
  if (file !== null) return `curl ${address} -o ${file}`
  if (!hasBody) return `curl ${address}`
  const body = quoted(writeLiteral(input, JSON_NOTATION))
  return `curl ${address} -H 'content-type: application/json' -d ${body}`
}

/** Fields that a method of the Python package takes by their place, in its order. */
const BY_PLACE = [
  'instance',
  'with',
  'hash',
  'architectures',
  'surrogate',
  'release',
  'count',
] as const
/** A field whose name is a word of the language. */
const RENAMED: Readonly<Record<string, string>> = { from: 'from_instance' }

const snakeCase = (name: string) => name.replace(/[A-Z]/g, (upper) => `_${upper.toLowerCase()}`)

/** The arguments of a call of the Python package. */
function pythonArguments(input: ExampleRequest['input']): string {
  const places: readonly string[] = BY_PLACE
  const placed = places.filter((name) => name in input)
  const named = Object.keys(input).filter((name) => !places.includes(name))
  return [
    ...placed.map((name) => writeLiteral(input[name], PYTHON)),
    ...named.map(
      (name) => `${RENAMED[name] ?? snakeCase(name)}=${writeLiteral(input[name], PYTHON)}`,
    ),
  ].join(', ')
}

function python({ operation, path, input, file }: ExampleRequest, origin: string): string {
  if (file !== null) {
    const address = PYTHON.scalar(origin + path)
    return `from urllib.request import urlretrieve\n\nurlretrieve(${address}, '${file}')`
  }
  return `import json

from eo_nas_bench import Client

client = Client(${PYTHON.scalar(origin)})
answer = client.${snakeCase(operation)}(${pythonArguments(input)})
print(json.dumps(answer, indent=2))`
}

function typescript(request: ExampleRequest, origin: string): string {
  const { operation, path, input, file } = request
  if (file !== null) {
    return `import { writeFile } from 'node:fs/promises'

const response = await fetch(${TYPESCRIPT.scalar(origin + path)})
await writeFile('${file}', Buffer.from(await response.arrayBuffer()))`
  }
  const fields = Object.keys(input).length === 0 ? '' : writeLiteral(input, TYPESCRIPT)
  return `import { createClient } from 'eo-nas-bench'

const client = createClient(${TYPESCRIPT.scalar(origin)})
const answer = await client.${operation}(${fields})
console.log(JSON.stringify(answer, null, 2))`
}

const WRITERS: Readonly<Record<Language, (request: ExampleRequest, origin: string) => string>> = {
  curl,
  python,
  typescript,
}

/** A program that makes the request and prints the answer, or keeps the file. */
export function snippet(language: Language, request: ExampleRequest, origin: string): string {
  return WRITERS[language](request, origin)
}
