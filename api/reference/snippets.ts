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

function python({ path, input, hasBody, file }: ExampleRequest, origin: string): string {
  const address = PYTHON.scalar(origin + path)
  if (file !== null) {
    return `from urllib.request import urlretrieve\n\nurlretrieve(${address}, '${file}')`
  }
  const ask = hasBody
    ? `query = ${writeLiteral(input, PYTHON)}
request = Request(
    ${address},
    data=json.dumps(query).encode(),
    headers={'Content-Type': 'application/json'},
)
with urlopen(request) as response:`
    : `with urlopen(${address}) as response:`
  return `import json
from urllib.request import ${hasBody ? 'Request, urlopen' : 'urlopen'}

${ask}
    answer = json.load(response)
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
